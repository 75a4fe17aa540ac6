"""docs/regulations.rst against the code: numbers, homes, tests. No database needed."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree

REPO = Path(__file__).resolve().parent.parent
ADDON = REPO / "cs_management"
LAW = REPO / "docs" / "regulations.rst"

BUILT = ("built", "policy choice")
OPEN = ("not built", "never")
# What an article, a clause of "never" and a pack may say.
FIELDS = {"state", "home", "tests", "open", "so far", "articles"}

NUMBER = re.compile(r"R\d+(\.\d+)?|N\d+")
# An article or a chapter, alone or as the first of a range.
CITED = re.compile(
    r"(?<![A-Za-z0-9_])R(?P<one>\d+(?:\.\d+)?)(?:-R(?P<last>\d+(?:\.\d+)?))?"
)
# Numbers end the name of a test: test_worked_numbers_r3_9, test_catalogue_r3_2_to_r3_6.
NAMED = re.compile(r"_r(?P<one>\d+(?:_\d+)?)(?:_to_r(?P<last>\d+(?:_\d+)?))?")
NAME_END = re.compile(r"(?:(?:_to)?_r\d+(?:_\d+)?)+$")
MISSPELT = re.compile(
    r"""(?<![A-Za-z0-9_])(?:
        R[ ]\d+\.\d                     # R 1.3
      | r\d+\.\d                        # r1.3
      | R\d+[_-]\d                      # R1_3, R1-3
      | R0\d | R\d+\.0\d                # R01.3, R1.03
      | R\d+\.\d+-\d                    # R1.3-1.5, R1.3-5
      | R\d+(?:\.\d+)?[ ]?[/–—~][ ]?R?\d       # R1.3/R1.5
      | R\d+(?:\.\d+)?[ ]-[ ]?R\d       # R1.3 - R1.5
      | R\d+(?:\.\d+)?-[ ]R\d
      | R\d+(?:\.\d+)?[ ](?:to|until|bis)[ ]R\d
      | R\d+(?:\.\d+)?,R\d              # R1.3,R1.5
      | R\d+\.\d+(?:[a-zA-Z]|\.\d)      # R1.3a, R1.3.1
    )""",
    re.VERBOSE,
)
CODE = {".py", ".xml", ".csv", ".js", ".rst"}


# --- The document ---------------------------------------------------------------------


@cache
def document():
    """The document as docutils reads it; what it warns of is an error."""
    settings = {"halt_level": 2, "report_level": 5, "input_encoding": "utf-8"}
    return publish_doctree(
        LAW.read_text(encoding="utf-8"), str(LAW), settings_overrides=settings
    )


def title_of(section):
    return section.next_node(nodes.title).astext()


def fields_of(section):
    """Fields of a section's own list: ``{name: text}``, lines joined."""
    found = {}
    for child in section.children:
        if isinstance(child, nodes.field_list):
            for field in child.children:
                name, body = field.children
                assert name.astext() not in found, (title_of(section), name.astext())
                found[name.astext()] = " ".join(body.astext().split())
    return found


@cache
def sections():
    """``[(number or name, fields)]`` of all sections, in order; chapters have none."""
    return [
        (title_of(section).split()[0], fields_of(section))
        for section in document().findall(nodes.section)
    ]


@cache
def articles():
    """``{number: fields}`` of the articles and of what is never loaded."""
    return {key: own for key, own in sections() if NUMBER.fullmatch(key) and own}


def packs():
    """``{folder: fields}`` of the policy packs."""
    return {key: own for key, own in sections() if own and not NUMBER.fullmatch(key)}


def worked():
    """Rows of the table of worked numbers: ``[(what, in, out, test)]``."""
    table = list(document().findall(nodes.table))[-1]
    return [
        tuple(" ".join(entry.astext().split()) for entry in row.children)
        for row in table.next_node(nodes.tbody).findall(nodes.row)
    ]


def order(number):
    """Numbers in their order: R1.3 before R1.20."""
    return tuple(int(part) for part in re.findall(r"\d+", number))


@cache
def between(first, last):
    """Numbers of the document from one to the other; those themselves if unknown."""
    if first == last:
        return {first}
    inside = {
        key
        for key, _own in sections()
        if key.startswith("R")
        and len(order(key)) == len(order(first))
        and order(first) <= order(key) <= order(last)
    }
    return inside | {first, last}


@cache
def numbers_in(text):
    """All numbers that a text cites, ranges spelled out."""
    found = set()
    for match in CITED.finditer(text):
        one, last = (f"R{match[name] or match['one']}" for name in ("one", "last"))
        found |= between(one, last)
    return found


def numbers_of_test(name):
    """All numbers that the name of a test cites."""
    found = set()
    end = NAME_END.search(name)
    for match in NAMED.finditer(end[0] if end else ""):
        one, last = (
            "R" + (match[part] or match["one"]).replace("_", ".")
            for part in ("one", "last")
        )
        found |= between(one, last)
    return found


# --- The code -------------------------------------------------------------------------


@cache
def sources():
    """``{path from the repository: text}`` of whatever may cite an article."""
    paths = [REPO / "README.rst", REPO / "dev"]
    for folder in ("cs_management", "tests", "benchmarks", "docs", "tools"):
        paths += sorted((REPO / folder).rglob("*"))
    return {
        str(path.relative_to(REPO)): path.read_text(encoding="utf-8")
        for path in paths
        if path.is_file()
        # Files of other programs, in their own encodings.
        and path.parent.name != "files"
        and (path.suffix in CODE or path.name == "dev")
        and path != Path(__file__).resolve()
    }


@cache
def names_of_tests():
    """``[(path, name)]`` of all test functions."""
    return [
        (path, name)
        for path, text in sources().items()
        if path.startswith("tests/")
        for name in re.findall(r"^\s*def (test_\w+)", text, re.MULTILINE)
    ]


@cache
def engine(module):
    """``{name: text that speaks for it}`` of an engine module."""
    path = ADDON / "engine" / f"{module}.py"
    if not path.is_file():
        return {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def constant(node):
    """Names that ``_name`` or ``_inherit`` give."""
    values = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return {value.value for value in values if isinstance(value, ast.Constant)}


def attributes(body):
    """``{name: (kind, text)}`` of the fields and methods of a class."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, ast.get_docstring(node) or ""
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, ""


@cache
def models(folder):
    """``{model: {attribute: text that speaks for it}}``; ``""`` is the model itself.

    :param folder: of the addon; its own files only, not those of folders in it
    """
    found = {}
    for path in sorted((ADDON / folder).glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ClassDef):
                continue
            values = {
                part.targets[0].id: part.value
                for part in node.body
                if isinstance(part, ast.Assign)
                and isinstance(part.targets[0], ast.Name)
            }
            named = values.get("_name") or values.get("_inherit")
            about = ast.get_docstring(node) or ""
            for model in constant(named) if named else ():
                own = found.setdefault(model, {"": ""})
                own[""] += about
                for name, text in attributes(node.body):
                    own[name] = f"{own.get(name, '')}\n{about}\n{text}"
    return found


def chapter_folders(chapter):
    """Where the models of a chapter stand: its folder, the spine, wizards, reports."""
    own = [] if chapter == "spine" else [f"models/{chapter}"]
    return [*own, "models", "wizards", "reports"]


def homes(text):
    """``(chapter, reference)`` of a home: ``score: engine.score.ranks; ...``."""
    for part in text.split(";"):
        chapter, _colon, references = part.partition(":")
        for reference in references.split(","):
            yield chapter.strip(), reference.strip()


@cache
def resolve(chapter, reference):
    """The text that speaks for a reference; ``None`` if there is no such thing."""
    if reference.startswith("data/"):
        path = ADDON / reference
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        texts = [file.read_text("utf-8") for file in files if file.is_file()]
        return "\n".join(texts) or None
    if reference.startswith("engine."):
        _engine, module, name = reference.split(".")
        return engine(module).get(name)
    for folder in chapter_folders(chapter):
        found = models(folder)
        model, attribute = reference, ""
        if model not in found:
            model, _dot, attribute = reference.rpartition(".")
        if attribute in found.get(model, ()):
            return found[model][attribute]
    return None


@cache
def chapter_text(chapter):
    """All that a chapter's folder, the spine's files and the packs say."""
    if chapter == "spine":
        files = sorted((ADDON / "models").glob("*.py"))
    else:
        files = sorted((ADDON / "models" / chapter).rglob("*.py"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


# --- Every number is known, and spelled one way ---------------------------------------


def test_every_number_stands_once():
    keys = [key for key, _own in sections() if NUMBER.fullmatch(key)]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_articles_stand_in_order_in_their_chapter():
    keys = [key for key, _own in sections() if key.startswith("R")]
    assert keys == sorted(keys, key=order)


def test_every_number_that_is_cited_is_known():
    known = {key for key, _own in sections()}
    unknown = {
        f"{path}: {number}"
        for path, text in sources().items()
        for number in numbers_in(text) - known
    }
    unknown |= {
        f"{path}: {name}"
        for path, name in names_of_tests()
        if numbers_of_test(name) - known
    }
    assert sorted(unknown) == []


def test_ranges_go_upwards_within_a_chapter():
    wrong = []
    for path, text in sources().items():
        for match in CITED.finditer(text):
            if match["last"]:
                first, last = order(match["one"]), order(match["last"])
                same = len(first) == len(last) and first[:-1] == last[:-1]
                if not same or first >= last:
                    wrong.append(f"{path}: {match[0]}")
    assert wrong == []


def test_numbers_are_spelled_one_way():
    """``R2.1``, ``R3.1-R3.11``, ``R6.2, R6.3``; in names of tests at the end."""
    wrong = [
        f"{path}: {match[0]}"
        for path, text in sources().items()
        for match in MISSPELT.finditer(text)
    ]
    for path, name in names_of_tests():
        end = NAME_END.search(name)
        if re.search(r"_r\d+(?:_|$)", name[: end.start()] if end else name):
            wrong.append(f"{path}: {name}")
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "R 1.3", "r1.3", "R1_3", "R1-3", "R1.03", "R1.3-1.5", "R1.3-5", "R1.3/R1.5",
        "R1.3–R1.5", "R1.3 - R1.5", "R1.3 to R1.5", "R1.3,R1.5", "R1.3a", "R1.3.1",
    ],
)  # fmt: skip
def test_a_wrong_spelling_is_seen(text):
    assert MISSPELT.search(f"({text})")


@pytest.mark.parametrize("text", ["R2.1", "R3.1-R3.11", "R6.2, R6.3", "R10", "R7-R9"])
def test_the_right_spelling_is_not(text):
    assert not MISSPELT.search(f"as in {text}. So")


# --- Every article has its state, and a built one its home and its test ---------------


def test_fields_are_those_that_the_document_explains():
    for key, own in {**articles(), **packs()}.items():
        assert set(own) <= FIELDS, key
        assert own.get("state") in (*BUILT, *OPEN), key
        assert all(own.values()), key
        assert ("open" in own) <= (own["state"] in BUILT), key
        assert ("so far" in own) <= (own["state"] == "not built"), key


def test_every_number_has_a_state():
    """Chapters have none, but they have articles; R10 is both."""
    keys = {key for key, _own in sections() if NUMBER.fullmatch(key)}
    bare = keys - articles().keys()
    assert bare == {f"R{number}" for number in range(10)}


def test_what_is_not_built_claims_no_home():
    for key, own in {**articles(), **packs()}.items():
        if own["state"] in OPEN:
            assert not {"home", "tests"} & own.keys(), key


@pytest.mark.parametrize("key", [key for key in articles() if key.startswith("N")])
def test_what_is_never_to_be_loaded_stays_out(key):
    assert articles()[key]["state"] == "never"


def built():
    return [key for key, own in articles().items() if own["state"] in BUILT]


@pytest.mark.parametrize("key", built())
def test_a_built_article_has_a_home(key):
    """Chapter, function, model, field, step and data exist."""
    for chapter, reference in homes(articles()[key]["home"]):
        folder = ADDON / "models" / ("" if chapter == "spine" else chapter)
        assert chapter and folder.is_dir(), (key, chapter)
        assert resolve(chapter, reference) is not None, (key, chapter, reference)


@pytest.mark.parametrize("key", built())
def test_the_home_of_an_article_names_it(key):
    """Engine functions each; steps, or the class they stand in; chapter or pack."""
    named = False
    for chapter, reference in homes(articles()[key]["home"]):
        text = resolve(chapter, reference) or ""
        own = key in numbers_in(text)
        if reference.startswith("engine."):
            assert own, f"{reference} does not name {key} in its docstring"
        elif "._step_" in reference:
            assert own or order(key)[0] in {order(n)[0] for n in numbers_in(text)}, (
                f"{reference} names neither {key} nor its chapter"
            )
        named |= own or key in numbers_in(chapter_text(chapter))
    assert named, f"nothing in its home names {key}"


def test_what_the_engine_names_is_built():
    """An engine function follows no article that the document calls not built."""
    wrong = [
        f"engine.{path.stem}.{name}: {number}"
        for path in (ADDON / "engine").glob("*.py")
        for name, text in engine(path.stem).items()
        for number in numbers_in(text) & articles().keys()
        if number not in built()
    ]
    assert wrong == []


@pytest.mark.parametrize("key", built())
def test_a_built_article_has_a_test_that_cites_it(key):
    for reference in articles()[key]["tests"].split(","):
        check_test(reference.strip(), key)


def check_test(reference, key=None):
    """A file of tests, or ``file::name``, exists and cites the article."""
    path, _colons, name = reference.partition("::")
    assert path.startswith("tests/") and path in sources(), (key, reference)
    text = sources()[path]
    names = [one for where, one in names_of_tests() if where == path]
    cited = numbers_in(text).union(*(numbers_of_test(one) for one in names))
    if name:
        assert name in names, (key, reference)
    assert key is None or key in cited, (key, reference)


# --- Packs and worked numbers ---------------------------------------------------------


def test_a_pack_is_built_when_its_folder_is_there():
    folders = {path.parent.name for path in ADDON.glob("data/packs/*/pack.csv")}
    assert folders == {key for key, own in packs().items() if own["state"] == "built"}
    for key, own in packs().items():
        if own["state"] == "built":
            assert own["home"] == f"data/packs/{key}"
            for reference in own["tests"].split(","):
                check_test(reference.strip())


def test_a_pack_takes_the_articles_that_the_document_gives_it():
    for path in ADDON.glob("data/packs/*/pack.csv"):
        [row] = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        given = numbers_in(packs()[path.parent.name]["articles"])
        assert numbers_in(row["regulations"]) - given == set(), path.parent.name


@pytest.mark.parametrize("path", sorted(ADDON.glob("data/packs/*/*.csv")), ids=str)
def test_a_row_of_a_pack_names_one_article(path):
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        if "regulation" in row:
            assert row["regulation"] in built(), (path.name, row["id"])


@pytest.mark.parametrize(
    "row", [row for row in worked() if row[3] != "not built"], ids=lambda row: row[0]
)
def test_a_worked_number_is_a_test(row):
    what, _given, _result, test = row
    for reference in test.split(","):
        for key in numbers_in(what) or [None]:
            check_test(reference.strip(), key)
