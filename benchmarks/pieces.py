"""How fast the pictures answer: frames a second while one drags, and the first picture after a cell ran.

    python benchmarks/pieces.py              to the screen
    python benchmarks/pieces.py --write      the table, into benchmarks/README.md

In headless Chromium. Dragging is measured in a plain page: a pointer that moves once in every frame, as long
as the browser gives frames. The first picture is measured in a real JupyterLab, where each piece is made by
a cell of its own: from the moment the cell is sent to the kernel, and from the arrival of its result. Each
number is the median of three rounds.
"""
import platform
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from lab_room import NAME, server, write_notebook  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from slide_room import FLAGS  # noqa: E402

from benchmarks.tables import between_markers  # noqa: E402
from course_lib import widgets  # noqa: E402
from tools import live  # noqa: E402
from tools.programs import CHROMIUM, find  # noqa: E402

PAGE = ROOT / "benchmarks" / "README.md"
SECONDS, ROUNDS = 2, 3
# Every callback of requestAnimationFrame is timed: a piece paints in one.
CLOCKED = """
window.work = [];
window.given = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (act) => window.given((now) => {
  const start = performance.now();
  act(now);
  window.work.push([now, performance.now() - start]);
});
"""
# A pointer goes round in a small circle, a step a frame, on the first grip; where there is none, on a range.
DRAG = """async (seconds) => {
  const grip = document.querySelector(".bp .handle"), range = document.querySelector(".bp input[type=range]");
  const box = (grip?.querySelector(".reach") ?? range).getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2, frames = [];
  const point = (kind, k) => grip.dispatchEvent(new PointerEvent(kind, { pointerId: 1, bubbles: true,
    clientX: x + 25 * Math.sin(k / 9), clientY: y + 25 * Math.cos(k / 9) - 25 }));
  const slide = (k) => {
    range.value = +range.min + (range.max - range.min) * (0.5 + 0.3 * Math.sin(k / 9));
    range.dispatchEvent(new Event("input", { bubbles: true }));
  };
  if (grip) { grip.setPointerCapture = () => {}; point("pointerdown", 0); }
  window.work = [];
  const start = performance.now();
  for (let k = 0; performance.now() - start < 1000 * seconds; k++) {
    frames.push(await new Promise((done) => given(done)));
    if (grip) point("pointermove", k); else slide(k);
  }
  if (grip) point("pointerup", 0);
  const painted = {};
  for (const [now, took] of window.work) painted[now] = (painted[now] ?? 0) + took;
  return { frames: frames.slice(1).map((now, k) => now - frames[k]), paints: Object.values(painted) };
}"""
FIRST = """async (number) => {
  const panel = window.jupyterapp.shell.currentWidget, cell = panel.content.widgets[number];
  panel.content.activeCellIndex = number;
  await panel.content.scrollToItem?.(number);
  const kernel = panel.sessionContext.session.kernel;
  let arrived;
  kernel.iopubMessage.connect((_, message) => {
    if (message.header.msg_type === "execute_result") arrived ??= performance.now();
  });
  const picture = new Promise((done) => new MutationObserver((_, watch) => {
    if (cell.node.querySelector(".bp svg *")) { watch.disconnect(); done(performance.now()); }
  }).observe(cell.node, { childList: true, subtree: true }));
  const sent = performance.now();
  window.jupyterapp.commands.execute("notebook:run-cell");
  const seen = await picture;
  return [seen - sent, seen - arrived];
}"""
READY = """async () => {
  const app = window.jupyterapp; await app.restored;
  const panel = app.shell.currentWidget; await panel.context.ready; await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}"""


def dragging(browser, folder):
    """{piece: (frames a second, median paint, 95 % of the paints) in milliseconds}."""
    found = {}
    for name, piece in widgets.PIECES.items():
        path = folder / f"{name}.html"
        path.write_text(live.page(name, [piece()]), encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(CLOCKED)
        page.goto(path.as_uri())
        page.wait_for_selector("[data-pieces=ready]")
        page.wait_for_timeout(500)
        page.evaluate(DRAG, 0.5)                       # warm
        seen = page.evaluate(DRAG, SECONDS)
        paints = sorted(seen["paints"])
        found[name] = (1000 / statistics.mean(seen["frames"]), statistics.median(paints),
                       paints[int(0.95 * len(paints))], len(paints) / len(seen["frames"]))
        page.close()
    return found


def first_pictures(browser, folder):
    """{piece: (from the cell's start, from the arrival of its result) in milliseconds}, in JupyterLab."""
    write_notebook(folder)
    with server(folder, "jupyterlab") as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{address}/lab/tree/{NAME}")
        page.wait_for_function("window.jupyterapp", timeout=60_000)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.evaluate(READY)
        page.wait_for_timeout(2000)
        page.evaluate(FIRST, 0)                        # the kernel imports the library, the page anywidget
        last_first = reversed(list(enumerate(widgets.PIECES)))
        return {name: page.evaluate(FIRST, number) for number, name in last_first}


def medians(rounds):
    """{piece: numbers}, each the median over the rounds."""
    rounds = list(rounds)
    return {name: [statistics.median(column) for column in zip(*(one[name] for one in rounds), strict=True)]
            for name in rounds[0]}


def table():
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(CHROMIUM), args=FLAGS)
        drags = medians(dragging(browser, Path(place)) for _ in range(ROUNDS))
        firsts = medians(first_pictures(browser, Path(place)) for _ in range(ROUNDS))
        browser.close()
    yield ("| piece | frames a second while dragging | one paint, median | 95 of 100 within "
           "| first picture after the cell was sent | after its result came |")
    yield "|---|---|---|---|---|---|"
    for name, (frames, median, most, share) in drags.items():
        assert share > 0.9, f"{name} painted in {share:.0%} of the frames: the drag did not reach it"
        run, came = firsts[name]
        yield f"| {name} | {frames:.0f} | {median:.1f} ms | {most:.1f} ms | {run:.0f} ms | {came:.0f} ms |"


def main(arguments):
    lines = list(table())
    print("\n".join(lines))
    if "--write" in arguments:
        made = f"Measured {date.today()} on {platform.machine()}, {platform.system()}, two cores, no GPU."
        text = between_markers(PAGE.read_text("utf-8"), "\n".join([*lines, "", made]), "pieces-table")
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
