"""`make serve`: what it answers, what it builds anew, and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.commands import serve
from generator.commands.reload import CHANGES, add_reload, loosen_policy
from tests.support import scratch
from tests.support.invented import text
from tests.support.program import run, tree
from tests.support.scratch import Serving

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'none'; require-trusted-types-for 'script'"
)
PAGE = (
    f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta '
    f'http-equiv="Content-Security-Policy" '
    f'content="{POLICY}">\n<title>Home</title>\n</head>\n<body>&lt;/head&gt;</body>\n</html>\n'
)
FILES = {
    "index.html": PAGE, "404.html": PAGE.replace("Home", "Gone"),
    "dates/index.html": PAGE.replace("Home", "Dates"),
    "feeds/all.atom.xml": "<feed/>", "sitemap.xml": "<urlset/>", "robots.txt": "",
    "data/2025-07.jsonl": "{}\n",
    "originals/2025-07.zip": "PK", "theme/js/ask.js": "0", "theme/css/archive.css": "p{}",
    "theme/map.svg": "<svg/>",
    "harbour pilots.html": PAGE, ".story-archive": "secret", "theme/.kept/a.txt": "secret",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: str


def ask(port: int, path: str, method: str = "GET", host: str = "") -> Answer:
    """Ask for a path word for word, as no browser would."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{port}")
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())


def build_of(page: str) -> str:
    """The name of the build that a page was answered from."""
    found = re.search(
        r'<script src="/\.serve/reload\.js\?build=([0-9a-f]+\.\d+)" defer></script>', page
    )
    assert found
    return found[1]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[serve.Server]:
    """A server of a small tree; beside the tree is what it must not answer."""
    for name, body in FILES.items():
        (tmp_path / "output" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "output" / name).write_text(body, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "output-too").mkdir()
    (tmp_path / "output-too" / "a.txt").write_text("secret", encoding="utf-8")
    with serve.Server(tmp_path / "output", 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/index.html", "text/html; charset=utf-8"),
        ("/harbour%20pilots.html?q=x", "text/html; charset=utf-8"),
        ("/theme/css/archive.css", "text/css; charset=utf-8"),
        ("/theme/js/ask.js", "text/javascript; charset=utf-8"),
        ("/theme/map.svg", "image/svg+xml; charset=utf-8"),
        ("/feeds/all.atom.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/data/2025-07.jsonl", "application/jsonl; charset=utf-8"),
        ("/originals/2025-07.zip", "application/zip"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_files_come_with_their_types(server: serve.Server, path: str, kind: str) -> None:
    """Each file is answered whole, by the type that its name says, and never kept by the
    browser.
    """
    answer = ask(server.server_port, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(answer.body))
    name = path.removeprefix("/").partition("?")[0]
    assert name.endswith(".html") or "%20" in name or answer.body == FILES[name]
    head = ask(server.server_port, path, "HEAD")
    assert (head.body, head.headers["Content-Length"]) == ("", answer.headers["Content-Length"])


@pytest.mark.parametrize(
    "path",
    [
        "/gone", "/gone/", "/theme/", "/theme/css/", "/index.html/", "/index.html/x",
        "/.story-archive", "/theme/.kept/a.txt",
        "/../secret.txt", "/theme/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt", "/../output-too/a.txt", "/link.txt", "/folder/secret.txt", "/loop.html",
        "/%00", "/%ff",
        "//etc/hosts", "/theme//map.svg", "/c:/secret.txt", "secret.txt", "http://[/",
        f"/{'x' * 300}", "/.serve/other",
    ],
)  # fmt: skip
def test_what_is_not_there_gets_the_page_for_it(
    server: serve.Server, tmp_path: Path, path: str
) -> None:
    """Unknown, hidden and outside paths, and folders without a page, get 404.html with status 404;
    nothing is listed.
    """
    (tmp_path / "output" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "output" / "folder").symlink_to(tmp_path)
    (tmp_path / "output" / "loop.html").symlink_to("loop.html")
    answer = ask(server.server_port, path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "<title>Gone</title>" in answer.body
    assert "secret" not in answer.body
    (tmp_path / "output" / "404.html").unlink()
    answer = ask(server.server_port, path)
    assert answer.status == 404
    assert "There is no such page." in answer.body
    assert build_of(answer.body)  # so that it turns into the page as soon as there is one


def test_a_folder_shows_its_page(server: serve.Server) -> None:
    """A folder is answered with its index.html, under an address with a slash, so that relative
    links in it are right.
    """
    assert "<title>Home</title>" in ask(server.server_port, "/").body
    answer = ask(server.server_port, "/dates")
    assert (answer.status, answer.headers["Location"]) == (302, "/dates/")
    assert "<title>Dates</title>" in ask(server.server_port, "/dates/").body


def test_reloading_stands_in_answers_only(server: serve.Server) -> None:
    """A page is answered with a script and with a policy that lets it ask this server; the built
    file stays as it was.
    """
    before = tree(server.root)
    body = ask(server.server_port, "/index.html").body
    build = build_of(body)
    assert body == PAGE.replace("connect-src 'none'", "connect-src 'self'").replace(
        "</head>", f'<script src="/.serve/reload.js?build={build}" defer></script>\n</head>', 1
    )
    script = ask(server.server_port, f"/.serve/reload.js?build={build}")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert CHANGES in script.body
    assert tree(server.root) == before


@pytest.mark.parametrize(
    ("policy", "loose"),
    [
        ("", "script-src 'self'; connect-src 'self'"),
        ("default-src 'none'", "default-src 'none'; script-src 'self'; connect-src 'self'"),
        ("connect-src 'self'; script-src 'self'", "connect-src 'self'; script-src 'self'"),
        ("Script-Src 'NONE' ;; connect-src x:", "script-src 'self'; connect-src x: 'self'"),
        ("sandbox; script-src 'none'", "sandbox; script-src 'self'; connect-src 'self'"),
    ],
)
def test_a_policy_is_loosened_by_no_more_than_needed(policy: str, loose: str) -> None:
    """Scripts of this server and questions to it are let through; every other rule stays."""
    assert loosen_policy(policy) == loose


def test_an_escaped_policy_is_loosened_as_well() -> None:
    """A template may write the policy's apostrophes as entities; a page without head is given the
    script at its end.
    """
    page = b"<META http-equiv='Content-Security-Policy' content=\"connect-src &#39;none&#39;\"><p>"
    answered = add_reload(page, "1.2").decode()
    assert "content=\"connect-src 'self'; script-src 'self'\"><p><script src=" in answered


def test_a_question_waits_for_the_next_build(server: serve.Server) -> None:
    """Whoever has the current build hears of the next one as soon as it is there; whoever has
    another one, at once.
    """
    current = build_of(ask(server.server_port, "/").body)
    began = time.monotonic()
    assert ask(server.server_port, "/.serve/changes?build=other").body == current
    threading.Timer(0.3, server.edition.advance).start()
    after = ask(server.server_port, f"/.serve/changes?build={current}").body
    assert 0.3 <= time.monotonic() - began < 10
    assert current != after == build_of(ask(server.server_port, "/").body)


@pytest.mark.parametrize(
    "host",
    ["archive.example", "127.0.0.1.archive.example:8000", "localhost.archive.example", "[::1]x"],
)
def test_a_foreign_name_is_refused(server: serve.Server, host: str) -> None:
    """A page elsewhere cannot read the archive by giving this machine's address a name of its
    own.
    """
    assert ask(server.server_port, "/", host=host).status == 403
    assert ask(server.server_port, "/", host="LOCALHOST").status == 200


def test_it_listens_on_this_machine_only(server: serve.Server) -> None:
    """The server is bound to the loopback address."""
    assert server.socket.getsockname()[0] == "127.0.0.1"
    with socket.socket() as other:
        other.settimeout(5)
        assert other.connect_ex(("127.0.0.2", server.server_port)) != 0


def test_a_port_that_is_taken_stops_it(server: serve.Server) -> None:
    """A port that another program holds is said, with the next one to try, before anything is
    built.
    """
    done = run("serve", "--port", str(server.server_port))
    assert done.code == 1
    assert done.err.startswith(
        f"Stopped: port {server.server_port} cannot be had (Address already in use). "
    )
    assert done.err.endswith(f" make serve PORT={server.server_port + 1}.\n")


def test_it_wants_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that is no archive, a sentence says so, and nothing is served."""
    monkeypatch.chdir(tmp_path)
    done = run("serve", "--port", "0")
    assert (done.code, done.err) == (
        1,
        "Stopped: there is no pelicanconf.py here. Go to the archive's folder first.\n",
    )


# --- the whole of it, as a process ----------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Serving]:
    """The program in the folder of a small archive; it ends with the test."""
    with scratch.serving(scratch.archive(tmp_path / "archive")) as served:
        yield served


def _append(path: Path, words: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(words)


def test_each_change_is_built_once(served: Serving) -> None:
    """A changed page, style, setting or new bundle is built and told to open pages; what the build
    itself writes is not.
    """
    served.built(1)
    changes = {
        "content/pages/about.md": "\nSecond words.\n",
        "theme/static/css/archive.css": "\n/* more */\n",
        "pelicanconf.py": "\nSITENAME = 'Another Archive'\n",
        "content/bundles/ferry.txt": text("The Ferry to Vellmark Sails Again"),
    }
    for number, (name, words) in enumerate(changes.items(), start=2):
        before = build_of(ask(served.port, "/index.html").body)
        _append(served.folder / name, words)
        served.built(number)
        assert ask(served.port, f"/.serve/changes?build={before}").body != before
        assert f"Changed: {name}" in served.said
    assert "Second words." in ask(served.port, "/about.html").body
    assert "/* more */" in ask(served.port, "/theme/css/archive.css").body
    home = ask(served.port, "/").body
    assert "Another Archive" in home
    assert "The Ferry to Vellmark Sails Again" in home
    _append(served.folder / "content/pages/.about.md.swp", "an editor's own file")
    time.sleep(2)
    assert build_of(ask(served.port, "/").body) == build_of(home)
    assert (served.said.count("Changed: "), served.said.count("Built;")) == (4, 5)
    assert served.end() == 0
    assert served.said.endswith("\nEnded.\n")


def test_a_broken_page_leaves_the_old_site(served: Serving) -> None:
    """A story page that cannot be read is named, the site before it stays served, and mending the
    page builds again.
    """
    served.built(1)
    (page,) = (served.folder / "content/stories").rglob("*.md")
    kept = page.read_text(encoding="utf-8")
    before = {path: ask(served.port, path).body for path in ("/index.html", "/about.html")}
    page.write_text(kept.replace("schema: 1\n", "schema: none\n"), encoding="utf-8")
    served.until(lambda: scratch.FAILED in served.said)
    assert page.name in served.said.partition("Changed: ")[2].partition("\n")[2]
    assert {path: ask(served.port, path).body for path in before} == before
    page.write_text(kept, encoding="utf-8")
    served.built(2)
    assert build_of(ask(served.port, "/").body) != build_of(before["/index.html"])
    assert "Traceback" not in served.said


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_the_midst_of_a_build(tmp_path: Path, by: signal.Signals) -> None:
    """Ctrl-C ends a build that is under way, with all processes of it, without a traceback."""
    folder = scratch.archive(tmp_path / "archive")
    # A build that starts another process and then takes its time.
    (folder / "pelicanconf.py").write_text(
        "import os, subprocess, time\nchild = subprocess.Popen(['sleep', '60'])\n"
        "open('ids.new', 'w').write(f'{os.getpid()} {child.pid}')\nos.rename('ids.new', "
        "'ids')\ntime.sleep(60)\n",
        encoding="utf-8",
    )
    (folder / "content/bundles/pilots.txt").unlink()
    with scratch.serving(folder) as served:
        served.until((folder / "ids").exists)
        waiting = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        waiting.connect()  # a browser's connection on which nothing is asked
        with contextlib.closing(waiting):
            assert served.end(by) == 0
    assert "Traceback" not in served.said
    assert served.said.endswith("\nEnded.\n")
    for number in (folder / "ids").read_text(encoding="utf-8").split():
        assert not _runs(int(number))


def _runs(number: int) -> bool:
    """Whether a process is there; one that ended and was not yet taken note of is not."""
    with contextlib.suppress(OSError):
        return (
            Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            != "Z"
        )
    return False
