"""What every page has to pass: eyes of all kinds, hands without a mouse, screens of any size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK, PHONE, NARROW = (1280, 900), (390, 844), (320, 700)
MOST_STOPS = 60
# axe looks at all four views; two pictures show both devices and both schemes
PICTURES = ("desk-light", "phone-dark")
AXE = Axe()
LAW = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = {"runOnly": {"type": "tag", "values": LAW}, "resultTypes": ["violations"]}

REFERENCES = """() => {
  const names = ["aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for"];
  const ids = (element, name) => (element.getAttribute(name) || "").split(/\\s+/).filter(Boolean);
  return names.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].flatMap((element) =>
    ids(element, name).filter((id) => !document.getElementById(id)).map((id) => `${name}=${id}`)));
}"""
DOUBLES = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, place) => ids.indexOf(id) !== place);
}"""
SIDEWAYS = """() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"""
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const seen = (style) =>
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const box = element.getBoundingClientRect();
  const name = element.outerHTML.slice(0, 120);
  return [name, seen(getComputedStyle(element)) && box.width > 1 && box.height > 1];
}"""


def look(page: Page, screens: Path, name: str) -> list[str]:
    """Everything wrong with the page as it stands, on desk and phone, in light and dark."""
    faults = [*structure(page), *unseen_stops(page)]
    page.evaluate(AXE.axe_script)
    for device, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            view = f"{name}-{device}-{scheme}"
            if view.endswith(PICTURES):
                page.screenshot(path=screens / f"{view}.png", full_page=True)
            faults += [f"{view}: {fault}" for fault in violations(page)]
        faults += sideways(page, size[0])
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    return faults + sideways(page, NARROW[0])


def structure(page: Page) -> list[str]:
    """One heading of the first rank, a title, a language, and no reference to what is not there."""
    heads = page.locator("h1").count()
    title, language = page.title().strip(), page.locator("html").get_attribute("lang")
    found = [] if heads == 1 else [f"{heads} h1"]
    if not title.removesuffix("– Laufzettel").strip() or language != "de":
        found.append(f"title {title!r}, language {language!r}")
    found += [f"refers to nothing: {each}" for each in page.evaluate(REFERENCES)]
    return found + [f"twice there: {each}" for each in page.evaluate(DOUBLES)]


def violations(page: Page) -> list[str]:
    """What axe finds."""
    found: list[dict[str, Any]] = page.evaluate("run => axe.run(run).then(r => r.violations)", RUN)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"][:3]
    ]


def sideways(page: Page, width: int) -> list[str]:
    over = page.evaluate(SIDEWAYS)
    return [f"scrolls sideways by {over} px at {width} px"] if over > 0 else []


def unseen_stops(page: Page) -> list[str]:
    """Stops of the tab key at which nobody sees where they are."""
    page.locator("body").evaluate("() => document.activeElement.blur()")
    unseen, first = [], None
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or stop[0] == first:
            break
        first = first or stop[0]
        if not stop[1]:
            unseen.append(f"no focus to be seen: {stop[0]}")
    return unseen
