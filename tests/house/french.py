#!/usr/bin/env python3
"""Holds every French text that people read against a word list, so that no English word and no
misspelling is left in it.

    python3 -B tests/house/french.py [ROOT]

The texts are those of the protos' options, of every Text in the sources (base/language.h), and of
the guide. The judges are Debian's list of French words (wfrench), and the words of the trade below.
"""

import pathlib
import re
import sys

WORD_LIST = pathlib.Path("/usr/share/dict/french")

# Of accounting, grants and this program, which a general list lacks.
TRADE = set("""
    téléverse téléverser téléversé jpg odt chmod cofi cofid cofinancement complétion cron csv ed extourne extourner extournez extourné
    extournée financeur financeurs févr html ics intercommunalité json kio mio moselle pdf pluriannuelle
    pourcents protobuf précarisation réimputation réimputations réimpute réimputée réimputer répétable sirene tab txt xlsx
""".split())

# Parts of a text that are no French: what is typed or stands for a value.
NOT_WORDS = re.compile(
    r"\{[^{}|]*\}"                 # {value:money}
    r"|\$\d"                       # $0
    r"|(?<!\w)'[^']+'(?!\w)"      # 'amount >= 1000', 'display_name=facture.pdf'
    r"|«\s[^»]*[=_/][^»]*\s»"
    r"|`[^`]*`"                    # `:*`
    r"|\bcofi\b(?: [\w-]+)*(?: -[\w-]+)*"  # cofi apply --example
    r"|--?[a-z][\w.-]*(?:[ =][A-ZÀ-Ü_.]+)?"  # --share SUBVENTION
    r"|\b[\w-]+\.(?:yaml|pdf|md|pub|xlsx|jsonl|sock|cofi)\b"
    r"|\b[A-Z][A-Z_]{2,}\b"        # an environment's variable, an enum's name
    r"|\b[a-z]+_[a-z_]+\b"         # a field
    r"|[A-Z][a-z]+[A-Z]\w*"        # AwardApplication
    r"|^  .*$|dd/mm/yyyy|« default »|docs/\S+|\b[a-z]+\.[a-z]+-\w+"
    r"|unix:\S+|dns:\S+|~/\S+|\S*://\S+|/run/\S+|\d\S*", re.MULTILINE)
WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿœŒ]+(?:['’][A-Za-zÀ-ÖØ-öø-ÿœŒ]+)*")
ELIDED = {"l", "d", "n", "s", "c", "j", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}

PROTO_TEXT = re.compile(
    r"\b(?:fr|fr_(?!name\b)\w+)\)?\s*(?:=|:)\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)")
PAIR = re.compile(
    r"\{\s*(?:\w+,\s*StatusCode::\w+,\s*\{)?((?:\"(?:[^\"\\]|\\.)*\"\s*)+),\s*"
    r"((?:\"(?:[^\"\\]|\\.)*\"\s*)+)\}")
LITERAL = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")


def joined(literals):
    text = "".join(LITERAL.findall(literals))
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\u202F", " ")


def proto_texts(root):
    for path in sorted((root / "proto").rglob("*.proto")):
        for match in PROTO_TEXT.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(root), joined(match.group(1))


def source_texts(root):
    """The second of each pair of literals in a file that speaks of Text."""
    for folder in ("base", "clients", "services"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".cc", ".h"):
                continue
            text = path.read_text(encoding="utf-8")
            if not re.search(r"\bText\b", text):
                continue
            for match in PAIR.finditer(text):
                english, french = joined(match.group(1)), joined(match.group(2))
                # Two names of one thing, for programs, are no languages.
                if " " in english or re.search("[À-ÿ]", french) or declares(text, match.start()):
                    yield path.relative_to(root), french


def declares(text, at):
    return re.search(r"\bText\s*(?:\w+)?$", text[:at])


def guide_texts(root):
    text = (root / "docs/guide.fr.md").read_text(encoding="utf-8")
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    yield pathlib.Path("docs/guide.fr.md"), re.sub(r"`[^`]*`", "", text)


def words_of(text):
    # {entries:entrée|entrées}
    text = re.sub(r"\{\w+:([^{}|]*)\|([^{}]*)\}", r" \1 \2 ", text)
    for word in WORD.findall(NOT_WORDS.sub(" ", text)):
        parts = re.split(r"['’]", word)
        while len(parts) > 1 and parts[0].lower() in ELIDED:
            parts.pop(0)
        rest = "'".join(parts)
        if len(rest) > 1 or rest in ("à", "a", "y", "ô"):
            yield rest


def unknown(texts, words):
    """(place, word, text) of each word that no judge knows."""
    for place, text in texts:
        for word in words_of(text):
            if not {word, word.lower(), word.capitalize()} & words and word.lower() not in TRADE:
                yield place, word, text


def known_words():
    return set(WORD_LIST.read_text(encoding="utf-8").split())


def violations(root):
    texts = [*proto_texts(root), *source_texts(root), *guide_texts(root)]
    return [f"{place}: '{word}' is not French: {text[:80]}"
            for place, word, text in unknown(texts, known_words())]


if __name__ == "__main__":
    found = violations(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
