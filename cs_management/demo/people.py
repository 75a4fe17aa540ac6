"""Who works in the demo company, and who rises and leaves."""

from collections import namedtuple

Person = namedtuple(
    "Person", "code name team level wage months_ago joined_on pull", defaults=[1.0]
)

# Work number, name, team, level and wage when they joined; how many months before the
# open one and on which day that was; how strongly orders come to them.
PEOPLE = (
    Person("101", "王小丽", "pre", "junior", 2200, 14, 8, 1.1),
    Person("102", "李娜", "pre", "middle", 2500, 26, 3, 1.3),
    Person("103", "张伟", "pre", "senior", 3000, 40, 12, 1.6),
    Person("104", "刘强", "pre", "junior", 2200, 9, 6, 1.4),
    Person("105", "杨柳", "pre", "trial", 1800, 2, 5, 0.6),
    Person("106", "赵磊", "pre", "middle", 2500, 20, 17),
    Person("301", "陈静", "pre", "reserve_supervisor", 4000, 50, 1, 0.3),
    Person("201", "孙悦", "after", "senior", 3000, 33, 9, 1.2),
    Person("202", "周敏", "after", "middle", 2500, 22, 14, 1.0),
    Person("203", "吴昊", "after", "junior", 2200, 11, 20, 0.8),
    Person("204", "郑洁", "after", "junior", 2200, 8, 4, 0.7),
    Person("205", "冯雪", "after", "trial", 1800, 1, 12, 0.4),
    Person("206", "蒋涛", "after", "junior", 2200, 7, 2, 0.9),
)

# Month (0 the oldest, 2 the open one), day, work number, new level, new wage.
PROMOTIONS = (
    (1, 5, "105", "junior", 2200),
    (1, 16, "104", "middle", 2500),
)
# Month, last day, work number.
DEPARTURE = (1, 20, "204")
