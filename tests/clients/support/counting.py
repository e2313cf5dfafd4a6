"""A text and what is in it, counted by Python alone."""

import random

WORDS = "harbour lantern sounding quay naïve façade Ærø København smørrebrød Łódź пристань λιμάνι 港 🌊 it's".split()


def text(words, seed):
    """A text of so many words in lines of various length; it ends with a line end."""
    choose = random.Random(seed)
    out, line = [], []
    for _ in range(words):
        line.append(choose.choice(WORDS))
        if choose.random() < 0.1:
            out.append(choose.choice([" ", "  ", "\t"]).join(line))
            line = []
            if choose.random() < 0.05:
                out.append("")
    out.append(" ".join(line))
    return "\n".join(out) + "\n"


def count(body):
    """Lines, words, characters and bytes of a UTF-8 text."""
    content = body.decode("utf-8")
    return {
        "lines": content.count("\n"),
        "words": len(content.split()),
        "characters": len(content),
        "bytes": len(body),
    }
