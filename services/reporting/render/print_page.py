"""Prints the page that it is given, from standard input to standard output, as a tagged PDF.

Ends with 3 if WeasyPrint is not there. The page is made by us, of texts that are not: it may ask for
nothing, from no file and no host, and takes no more of the machine than a report needs.
"""

import inspect
import os
import resource
import sys

NO_WEASYPRINT = 3
CPU_SECONDS_MAX = 60
MEMORY_MAX = 1 << 30
FILE_MAX = 64 << 20
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def leave_the_server():
    """What the server has open is none of ours, nor is its network, where the system allows it."""
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_MAX, FILE_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        import ctypes
        ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)
    except (ImportError, OSError, AttributeError):
        pass


def refuse(url, *args, **kwargs):
    raise ValueError("a report refers to nothing")


leave_the_server()
try:
    import weasyprint
except (ImportError, OSError):  # The second, where Pango is missing.
    sys.exit(NO_WEASYPRINT)
page = weasyprint.HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=refuse)
# Up to 57.2, which Debian has, it is called otherwise than from 58 on.
known = inspect.signature(page.write_pdf).parameters
variant = "variant" if "variant" in known else "pdf_variant"
sys.stdout.buffer.write(page.write_pdf(**{variant: "pdf/ua-1"}))
