from . import cs_score_report
