// The live panel at three widths. Three panels ask three times as much; so each question goes out once, and its answer, once
// here, is given again to every panel that asks the same for the same time.
import { el, word } from "./dom.js";

const WIDTHS = [320, 640, 1000];

export class Preview {
  #stages;
  /** By question and how often a panel asked it before. */
  #answers = new Map();
  #told;

  constructor(place, told) {
    this.#told = told;
    this.#stages = WIDTHS.map((width) => {
      const frame = el("iframe", { src: new URL("stage.html", import.meta.url).href, title: word("stage", { width }), scrolling: "no" });
      const box = el("div", { class: "stage" }, frame);
      const figure = el("figure", { hidden: true, class: `w${width}` }, el("figcaption", {}, word("stage.width", { width })), box);
      const ready = new Promise((go) => frame.addEventListener("load", go, { once: true }));
      return { width, frame, box, figure, ready };
    });
    place.replaceChildren(...this.#stages.map(({ figure }) => figure));
    const fit = new ResizeObserver(() => this.#stages.forEach((stage) => this.#fit(stage)));
    fit.observe(place);
  }

  /** Forgets what was answered: the next panels ask anew. */
  forget() {
    this.#answers = new Map();
  }

  hide() {
    for (const { figure } of this.#stages) figure.hidden = true;
  }

  /** Shows the panel in each frame: see `show` in stage.js. */
  async show(options) {
    for (const stage of this.#stages) {
      await stage.ready;
      stage.figure.hidden = false;
      const { contentWindow } = stage.frame;
      const asked = new Map();
      const answers = this.#answers;
      contentWindow.show({
        ...options,
        answer: async (request) => {
          const body = request.method === "POST" ? await request.text() : undefined;
          const question = [request.method, request.url, body].join("\n");
          const before = asked.get(question) ?? 0;
          asked.set(question, before + 1);
          const key = `${question}\n${before}`;
          if (!answers.has(key)) answers.set(key, ask(request, body));
          return answers.get(key);
        },
        told: (name, detail) => this.#told(name, detail, stage.width),
      });
      stage.observer?.disconnect();
      stage.observer = new contentWindow.ResizeObserver(() => this.#fit(stage));
      stage.observer.observe(contentWindow.document.body);
      this.#fit(stage);
    }
  }

  /** As wide as it says; where the page is narrower, drawn smaller. */
  #fit({ width, frame, box, figure }) {
    if (figure.hidden) return;
    const height = frame.contentDocument?.body?.scrollHeight ?? 0;
    const scale = Math.min(1, figure.clientWidth / width);
    frame.style.inlineSize = `${width}px`;
    frame.style.blockSize = `${height}px`;
    frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    box.style.inlineSize = `${width * scale}px`;
    box.style.blockSize = `${height * scale}px`;
  }
}

/** Asks as the core would have; the answer as a new one can be made of it, any number of times. */
async function ask(request, body) {
  const again = new Request(request.url, {
    method: request.method,
    headers: [...request.headers],
    body,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
  });
  const answer = await fetch(again);
  const after = answer.headers.get("retry-after");
  return { body: (await answer.text()) || null, status: answer.status, headers: after ? { "retry-after": after } : {} };
}
