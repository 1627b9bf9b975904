// For a page with frame.html in iframes, each in an element of the class donation-flow-frame: they get the height that they tell.
const frames = () => document.querySelectorAll(".donation-flow-frame iframe");
addEventListener("message", ({ data, origin, source }) => {
  const frame = [...frames()].find(({ contentWindow }) => contentWindow === source);
  if (data?.type !== "donation-flow-height" || !(data.height > 0 && data.height < 20_000) || !frame) return;
  // A frame in a sandbox has no origin to tell.
  const isSandboxed = frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-same-origin");
  if (origin === (isSandboxed ? "null" : new URL(frame.src).origin)) frame.style.height = `${data.height}px`;
});
for (const { contentWindow } of frames()) contentWindow.postMessage({ type: "donation-flow-ask" }, "*");
