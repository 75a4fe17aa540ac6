from . import cs_appeal
