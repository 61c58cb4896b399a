// A picture with days to choose: a day is named on hover, chosen with a click or the arrow keys, and then read. What is
// read comes as a message and never as state, which notebooks may keep.
function render({ model, el }) {
  const make = (tag, name, parent) => {
    const made = document.createElement(tag);
    made.className = name;
    parent.append(made);
    return made;
  };
  const frame = make("div", "heartdata-picture", el);
  const image = make("img", "", frame);
  const mark = make("div", "heartdata-mark", frame);
  const tip = make("div", "heartdata-tip", frame);
  const reading = make("div", "heartdata-reading", el);
  reading.setAttribute("aria-live", "polite");
  tip.hidden = true;

  const labels = () => model.get("labels");
  const place = (day) => model.get("places").slice(4 * day, 4 * day + 4);

  const dayAt = (event) => {
    const box = image.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    const places = model.get("places");
    for (let k = 0; k < places.length; k += 4) {
      const inside = x >= places[k] && x < places[k] + places[k + 2];
      if (inside && y >= places[k + 1] && y < places[k + 1] + places[k + 3]) return k / 4;
    }
    return -1;
  };

  const showMark = () => {
    const day = model.get("chosen");
    mark.hidden = !(day >= 0 && day < labels().length);
    if (!labels().length) return;
    frame.setAttribute("aria-valuenow", mark.hidden ? labels().length - 1 : day);
    frame.setAttribute("aria-valuetext", mark.hidden ? "no day chosen yet" : labels()[day]);
    if (mark.hidden) return;
    const [left, top, width, height] = place(day);
    const style = { left, top, width, height };
    for (const side in style) mark.style[side] = `${100 * style[side]}%`;
  };

  const showPicture = () => {
    const days = labels().length;
    image.src = model.get("image");
    image.alt = days ? "" : model.get("alt");
    if (days) {
      const is = { role: "slider", tabindex: 0, "aria-label": model.get("alt"), "aria-valuemin": 0,
                   "aria-valuemax": days - 1 };
      for (const name in is) frame.setAttribute(name, is[name]);
    }
    showMark();
  };

  const ask = () => {
    showMark();
    if (model.get("chosen") >= 0) model.send({ read: model.get("chosen") });
  };

  const choose = (day) => {
    if (day < 0 || day >= labels().length) return;
    model.set("chosen", day);
    model.save_changes();
  };

  frame.addEventListener("click", (event) => choose(dayAt(event)));
  frame.addEventListener("mousemove", (event) => {
    const day = dayAt(event);
    tip.hidden = day < 0;
    if (day < 0) return;
    tip.textContent = labels()[day];
    const box = frame.getBoundingClientRect();
    const x = event.clientX - box.left;
    tip.style.left = `${Math.min(x + 12, Math.max(box.width - tip.offsetWidth - 4, 0))}px`;
    tip.style.top = `${event.clientY - box.top + 18}px`;
  });
  frame.addEventListener("mouseleave", () => { tip.hidden = true; });
  frame.addEventListener("keydown", (event) => {
    const last = labels().length - 1;
    const day = model.get("chosen") < 0 ? last : model.get("chosen");
    const [across, down] = model.get("steps");
    const to = { ArrowRight: day + across, ArrowLeft: day - across, ArrowDown: day + down, ArrowUp: day - down,
                 PageUp: day - 28, PageDown: day + 28, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would go to another cell
    choose(Math.min(Math.max(to, 0), last));
  });

  const answer = (message) => {
    if (message.day === model.get("chosen")) reading.innerHTML = message.html; // escaped by the kernel
  };
  model.on("change:image change:places change:labels", showPicture);
  model.on("change:chosen", ask);
  model.on("msg:custom", answer);
  showPicture();
  ask();
  return () => {
    model.off("change:image change:places change:labels", showPicture);
    model.off("change:chosen", ask);
    model.off("msg:custom", answer);
  };
}
export default { render };
