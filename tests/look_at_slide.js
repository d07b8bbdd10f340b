// What a reader sees of the slide that is shown, and what is amiss with it. All its fragments are brought in first.
({ width, height }) => {
  const slide = Reveal.getCurrentSlide();
  const problems = [];
  slide.querySelectorAll(".fragment").forEach((fragment) => fragment.classList.add("visible"));

  const top = slide.querySelector(".head") ? 52 : 8;         // below the running head
  const within = (box) => box.top >= top && box.left >= 8 && box.right <= width - 8 && box.bottom <= height - 8;
  const parts = "p, li, h1, h2, h3, td, th, pre, img, mjx-container, blockquote, .cell, .words, .bp";
  for (const part of slide.querySelectorAll(parts)) {
    if (part.closest("aside, mjx-assistive-mml, .head, .bp .scroll")) continue;
    const box = part.getBoundingClientRect();
    const words = (part.alt || part.textContent || "").trim().slice(0, 60);
    if (box.width && !within(box)) {
      const [from, to] = [[box.left, box.top], [box.right, box.bottom]].map((point) => point.map(Math.round).join(","));
      problems.push(`${part.tagName.toLowerCase()} reaches from ${from} to ${to}: ${words}`);
    }
    if (part.tagName === "PRE" && part.scrollWidth > part.clientWidth + 2) problems.push(`lines are cut off: ${words}`);
  }
  for (const image of slide.querySelectorAll("img")) {
    if (!image.complete || !image.naturalWidth) problems.push("an image that is not there");
    if (!image.alt) problems.push("an image without words");
    const flat = image.getBoundingClientRect().height;
    if (flat < 230 && image.naturalHeight > 460) problems.push(`an image that its neighbours press to ${Math.round(flat)} px`);
  }
  for (const error of slide.querySelectorAll("mjx-merror, [data-mml-node=merror]"))
    problems.push(`a formula that MathJax refuses: ${error.textContent.slice(0, 60)}`);

  const shown = [...slide.children].filter((part) => part.tagName !== "ASIDE" && !part.classList.contains("head"));
  const words = shown.map((part) => {
    const copy = part.cloneNode(true);
    copy.querySelectorAll("aside, .bp-host").forEach((note) => note.remove());
    copy.querySelectorAll("mjx-container").forEach((formula) => formula.replaceWith(" formula "));
    return copy.textContent;
  }).join(" ").trim();
  if (!words && !slide.querySelector("img, .bp")) problems.push("an empty slide");
  for (const host of slide.querySelectorAll(".bp-host"))
    if (!host.querySelector(".bp svg")) problems.push(`a picture that does not live: ${host.dataset.piece}`);
  const prose = [...slide.querySelectorAll(".words")].map((part) => part.innerText).join(" ");
  const unset = prose.match(/\$[^$]+\$/);
  if (unset) problems.push(`a formula that is not set: ${unset[0].slice(0, 60)}`);
  const notes = [...slide.querySelectorAll("aside.notes")].map((note) => note.textContent).join("\n").trim();
  const question = slide.querySelector(".predict") !== null;
  return { problems, words, notes, question };
}
