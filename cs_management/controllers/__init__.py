from . import cs_seal
