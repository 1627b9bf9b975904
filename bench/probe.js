// Runs in both pages before anything of theirs: notes when the figure and the last change were painted, what moved,
// and what the panel says. The same for both, and the same cost for both.
({ host, figure, exact, below }) => {
  const seen = { first: null, last: null, firstText: null, final: null, shift: 0, shifts: [], moved: 0, changes: 0 };
  window.probe = seen;
  let root;
  let stamping = false;
  let stands = "";

  /** Calls back, from within a frame, after that was painted. */
  const framed = (done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  };
  /** Calls back after the next frame was painted. */
  const painted = (done) => requestAnimationFrame(() => framed(done));
  const text = () => root.querySelector(figure)?.textContent.trim() ?? "";
  /** The exact figure that the panel shows now, without its unit. */
  seen.text = () => root?.querySelector(exact)?.textContent.match(/\d[\d.,]*/)?.[0];

  const changed = (then = painted) => {
    seen.changes += 1;
    // Read before the frame and stamped after it: a figure put there in between belongs to the next frame.
    const now = text();
    const says = seen.first === null && /[0-9٠-٩]/.test(now) ? now : null;
    if (stamping && says === null) return void (seen.again = true);
    const isNew = now !== stands;
    stands = now;
    stamping = true;
    then((now) => {
      stamping = false;
      seen.last = now;
      if (isNew) seen.final = now;
      if (says !== null && seen.first === null) {
        seen.first = now;
        seen.firstText = says;
      }
      if (seen.again) {
        seen.again = false;
        changed();
      }
    });
  };
  const watch = (node, then) => {
    if (root) return;
    root = node;
    // What is only spoken is not painted.
    const spoken = ({ target }) => target.role === "status" || target.parentNode?.role === "status";
    const seeable = (records) => records.every(spoken) || changed();
    new MutationObserver(seeable).observe(node, { subtree: true, childList: true, characterData: true });
    changed(then);
  };

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const shadow = attachShadow.call(this, options);
    if (this.matches(host)) watch(shadow);
    return shadow;
  };
  document.addEventListener("readystatechange", () => {
    const found = document.querySelector(host);
    if (found && !found.localName.includes("-")) watch(found);
  });
  // A shadow root that came with the page: it is painted while the rest is still read, and what is in it by now in this very frame.
  const seek = () => {
    const found = document.querySelector(host)?.shadowRoot;
    if (found) watch(found, framed);
    else if (!root && document.readyState === "loading") requestAnimationFrame(seek);
  };
  requestAnimationFrame(seek);

  // Where the text below stands, frame by frame: as first painted, and the furthest that it ever was from there.
  let stood;
  const look = () => {
    requestAnimationFrame(look);
    const text = document.querySelector(below);
    if (!text) return;
    const top = text.getBoundingClientRect().top + scrollY;
    stood ??= top;
    seen.moved = Math.max(seen.moved, Math.abs(top - stood));
  };
  if (below) requestAnimationFrame(look);

  new PerformanceObserver((list) => {
    for (const { value, startTime, sources } of list.getEntries()) {
      seen.shift += value;
      const nodes = sources.map(({ node }) => node?.localName ?? node?.nodeName ?? "?");
      seen.shifts.push({ value, at: startTime, nodes });
    }
  }).observe({ type: "layout-shift", buffered: true });
}
