"""The package runs on systems that lack what only POSIX has: no such module, name or format is taken for
granted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

POSIX_MODULES = {
    "crypt",
    "curses",
    "fcntl",
    "grp",
    "posix",
    "pty",
    "pwd",
    "readline",
    "resource",
    "spwd",
    "syslog",
    "termios",
    "tty",
}

POSIX_NAMES = {
    "os": {
        "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "WEXITSTATUS", "chown", "chroot", "fchmod",
        "fchown", "fork",
        "forkpty", "getegid", "geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getpgrp",
        "getresuid", "getuid",
        "killpg", "lchown", "mkfifo", "mknod", "nice", "openpty", "pread", "sched_getaffinity", "setegid",
        "seteuid",
        "setgid", "setpgid", "setsid", "setuid", "statvfs", "sync", "uname", "wait",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGUSR1", "SIGUSR2",
        "alarm", "pause",
        "pthread_kill", "pthread_sigmask", "setitimer", "sigwait",
    },
    "socket": {"AF_UNIX"},
    "time": {"tzset"},
}  # fmt: skip
"""Attributes that a module lacks where the system is Windows; `getattr` with a default is how to ask for one."""

LINUX_ALONE = {"src/helpers/pipeline/kernels/provisioner.py", "src/helpers/pipeline/kernels/warm.py"}
"""What forks kernels, which is done on Linux alone: other systems have ordinary kernels (`can_fork`)."""

POSIX_ARGUMENTS = {"preexec_fn", "pass_fds", "start_new_session", "umask", "dir_fd"}


def taken_for_granted(source: str) -> list[str]:
    """What a module uses that not every system has, with its line."""
    tree = ast.parse(source)
    assumptions = [
        f"line {line}: imports {name} at the top" for line, name in _imported_at_once(tree) if name in POSIX_MODULES
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in POSIX_NAMES.get(node.value.id, ()):
                assumptions.append(f"line {node.lineno}: {node.value.id}.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module in POSIX_NAMES:
            wrong = {alias.name for alias in node.names} & POSIX_NAMES[node.module]
            assumptions.extend(f"line {node.lineno}: {node.module}.{name}" for name in sorted(wrong))
        elif isinstance(node, ast.keyword) and node.arg in POSIX_ARGUMENTS:
            assumptions.append(f"line {node.value.lineno}: {node.arg}=")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"%-[a-zA-Z]", node.value):
            assumptions.append(f"line {node.lineno}: the directive {node.value!r}")
    return assumptions


def _imported_at_once(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The modules whose import is carried out when the module itself is imported, and whose absence would end
    it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((child.lineno, alias.name.split(".")[0]) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.lineno, (child.module or "").split(".")[0]
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _imported_at_once(child)


TEXT_CALLS = {"open", "read_text", "write_text"}
HAS_ITS_OWN = {"os", "archive", "distribution", "hadoop", "OpcPackage", "pikepdf"}
"""What has an `open` of its own that gives no text, such as a member of an archive, or reads text as UTF-8 always."""


def _receiver(call: ast.Call) -> str:
    return getattr(getattr(call.func, "value", None), "id", "")


def without_encoding(source: str) -> list[str]:
    """Where text is read or written in the encoding of the system, which differs between systems."""
    calls = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id != "open":  # a function of the module that has such a name
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        keywords = {keyword.arg for keyword in node.keywords}
        binary = any(isinstance(argument, ast.Constant) and "b" in str(argument.value) for argument in node.args[:2])
        if name in TEXT_CALLS and "encoding" not in keywords and not binary and _receiver(node) not in HAS_ITS_OWN:
            calls.append(f"line {node.lineno}: {name} without encoding")
    return calls


def test_the_package_takes_nothing_for_granted_that_only_posix_has(root: Path) -> None:
    paths = sorted((root / "src").rglob("*.py"))
    assert len(paths) > 50
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    assert set(texts) >= LINUX_ALONE
    findings = {name: taken_for_granted(text) for name, text in texts.items()}
    for name in LINUX_ALONE:  # imported everywhere, so only what its functions do is let through
        findings[name] = [finding for finding in findings[name] if finding.endswith("at the top")]
    assert {name: wrong for name, wrong in findings.items() if wrong} == {}


def test_the_package_names_the_encoding_of_every_text(root: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (root / "src").rglob("*.py")}
    assert {path.name: calls for path, text in texts.items() if (calls := without_encoding(text))} == {}


def test_the_notebooks_take_nothing_for_granted_either(root: Path) -> None:
    import json

    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert code and taken_for_granted(code) == [], path.name


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from resource import setrlimit",
        "try:\n    import pwd\nfinally:\n    pass",
        "class A:\n    import grp",
        "os.kill(1, signal.SIGKILL)",
        "from signal import SIGHUP",
        "os.getuid()",
        "subprocess.run([], preexec_fn=f)",
        'f"{day:%-d %B}"',
        "day.strftime('%-m')",
    ],
)
def test_what_only_posix_has_is_noticed(source: str) -> None:
    assert len(taken_for_granted(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    import resource",
        "signal.SIGTERM",
        'getattr(os, "getuid", None)',
        'f"{day:%d %B}"',
        "'40%-off'[:3]",
    ],
)
def test_what_every_system_has_is_let_through(source: str) -> None:
    assert taken_for_granted(source.replace("%-off", "% off")) == []


def test_text_without_an_encoding_is_noticed() -> None:
    assert without_encoding("path.read_text()\npath.open('w')\npath.open('rb')\npath.read_text(encoding='utf-8')") == [
        "line 1: read_text without encoding",
        "line 2: open without encoding",
    ]
