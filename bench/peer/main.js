// The peer: the same kind of panel as a newsroom's developer would write it with d3, from the same explorer pages.
// It reads a campaign of one Bitcoin-like address at one Esplora explorer, and no more than that.
import { greatest, max, rollup, sum } from "d3-array";
import { axisBottom, axisLeft } from "d3-axis";
import { format } from "d3-format";
import { sankey, sankeyLinkHorizontal } from "d3-sankey";
import { scaleLinear, scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { area, curveStep } from "d3-shape";

const COIN = 1e8;
const DAY = 86_400_000;
const PAGE = 25;
const amount = format(",.8~f");
const short = format(".3s");

const panel = document.getElementById("panel");
const part = (name) => panel.querySelector(`[data-part="${name}"]`);

/** What the transactions read so far mean: each is counted as it comes, nothing is kept of its answer. */
class Ledger {
  received = 0;
  fees = 0;
  senders = new Map();
  days = new Map();
  spends = [];
  rows = [];

  constructor(address, labels) {
    this.address = address;
    this.labels = labels;
  }

  add(tx) {
    const own = (output) => output?.scriptpubkey_address === this.address;
    const ins = tx.vin.map(({ prevout }) => prevout);
    const time = (tx.status.block_time ?? Date.now() / 1000) * 1000;
    const inward = sum(tx.vout, (output) => (own(output) ? output.value : 0));
    const ours = ins.filter(own).length;
    if (ours > 0 && ours < ins.length) return;
    if (ours === 0) {
      const sender = [...new Set(ins.map((prevout) => prevout?.scriptpubkey_address))].sort().join();
      this.received += inward;
      this.senders.set(sender, (this.senders.get(sender) ?? 0) + inward);
      this.book(tx, time, inward);
    } else {
      this.fees += tx.fee;
      let out = 0;
      for (const output of tx.vout) {
        if (own(output)) continue;
        out += output.value;
        this.spends.push({ to: output.scriptpubkey_address, value: output.value });
      }
      this.book(tx, time, -out);
    }
  }

  book(tx, time, value) {
    const start = time - (time % DAY);
    const day = this.days.get(start) ?? { in: 0, out: 0 };
    if (value > 0) day.in += value;
    else day.out -= value;
    this.days.set(start, day);
    this.rows.push({ txid: tx.txid, time, value });
  }

  /** What went back to an address that had sent before. */
  isReturn = ({ to }) => this.senders.has(to) && !this.labels.has(to);

  get returned() {
    return sum(this.spends.filter(this.isReturn), ({ value }) => value);
  }

  get flow() {
    const bands = rollup(
      this.senders.values(),
      (values) => ({ value: sum(values), count: values.length }),
      (value) => Math.floor(Math.log10(value)),
    );
    const sources = [...bands]
      .sort(([a], [b]) => a - b)
      .map(([power, { value, count }]) => ({ name: `${short(10 ** power / COIN)} BTC and more (${count})`, value }));
    const kind = (spend) => this.labels.get(spend.to) ?? (this.isReturn(spend) ? "Returned" : "Other addresses");
    const kinds = rollup(this.spends, (spends) => sum(spends, ({ value }) => value), kind);
    const destinations = [...kinds].map(([name, value]) => ({ name, value }));
    const balance = this.received - sum(destinations, ({ value }) => value) - this.fees;
    destinations.push({ name: "Fees", value: this.fees }, { name: "Balance", value: Math.max(0, balance) });
    return { sources, destinations: destinations.filter(({ value }) => value > 0) };
  }
}

function render(ledger) {
  figure(ledger);
  timeline(ledger);
  flow(ledger);
  table(ledger);
}

function figure(ledger) {
  part("figure").textContent = `${amount((ledger.received - ledger.returned) / COIN)} BTC`;
  part("ladder").textContent =
    `${amount(ledger.received / COIN)} received, ${amount(ledger.returned / COIN)} returned, ` +
    `${ledger.senders.size} sending addresses`;
}

function timeline({ days }) {
  const svg = part("timeline");
  const { width, height } = size(svg);
  const data = [...days].sort(([a], [b]) => a - b);
  const [first, last] = [data[0][0], data.at(-1)[0] + DAY];
  // Weeks where days would be less than three pixels wide.
  const step = ((width - 60) * DAY) / (last - first) < 3 ? 7 * DAY : DAY;
  const bins = Array.from(
    rollup(
      data,
      (rows) => ({ in: sum(rows, ([, day]) => day.in), out: sum(rows, ([, day]) => day.out) }),
      ([time]) => time - (time % step),
    ),
  );
  const x = scaleUtc([first - step, last + step], [50, width - 10]);
  const high = max(bins, ([, bin]) => bin.in) / COIN;
  const low = max(bins, ([, bin]) => bin.out) / COIN;
  const y = scaleLinear([-low, high], [height - 20, 10]).nice();
  const shape = (key, sign) =>
    area()
      .curve(curveStep)
      .x(([time]) => x(time))
      .y0(y(0))
      .y1(([, bin]) => y((sign * bin[key]) / COIN));
  // A step area needs the empty bins too.
  const known = new Map(bins);
  const all = [];
  for (let time = bins[0][0] - step; time <= bins.at(-1)[0] + step; time += step) {
    all.push([time, known.get(time) ?? { in: 0, out: 0 }]);
  }
  const root = select(svg).attr("viewBox", `0 0 ${width} ${height}`);
  root.selectAll("*").remove();
  root.append("path").attr("class", "in").attr("d", shape("in", 1)(all));
  root.append("path").attr("class", "out").attr("d", shape("out", -1)(all));
  root
    .append("g")
    .attr("transform", `translate(0,${height - 20})`)
    .call(axisBottom(x).ticks(width / 90));
  root.append("g").attr("transform", "translate(50,0)").call(axisLeft(y).ticks(5));
  const most = greatest(bins, ([, bin]) => bin.in);
  svg.setAttribute("aria-label", `Most came in the period from ${new Date(most[0]).toISOString().slice(0, 10)}`);
}

function flow(ledger) {
  const svg = part("flow");
  const { width, height } = size(svg);
  const { sources, destinations } = ledger.flow;
  const nodes = [...sources, { name: "Campaign" }, ...destinations].map(({ name }, id) => ({ id, name }));
  const middle = sources.length;
  const links = [
    ...sources.map(({ value }, index) => ({ source: index, target: middle, value })),
    ...destinations.map(({ value }, index) => ({ source: middle, target: middle + 1 + index, value })),
  ];
  const layout = sankey()
    .nodeWidth(10)
    .nodePadding(14)
    .nodeSort(null)
    .extent([
      [0, 10],
      [width, height - 10],
    ]);
  const graph = layout({ nodes, links });
  const root = select(svg).attr("viewBox", `0 0 ${width} ${height}`);
  root.selectAll("*").remove();
  root
    .append("g")
    .attr("class", "links")
    .selectAll("path")
    .data(graph.links)
    .join("path")
    .attr("d", sankeyLinkHorizontal())
    .attr("stroke-width", (link) => Math.max(1, link.width));
  root
    .append("g")
    .selectAll("rect")
    .data(graph.nodes)
    .join("rect")
    .attr("x", (node) => node.x0)
    .attr("y", (node) => node.y0)
    .attr("width", (node) => node.x1 - node.x0)
    .attr("height", (node) => Math.max(1, node.y1 - node.y0));
  root
    .append("g")
    .selectAll("text")
    .data(graph.nodes)
    .join("text")
    .attr("x", (node) => (node.x0 < width / 2 ? node.x1 + 6 : node.x0 - 6))
    .attr("y", (node) => (node.y0 + node.y1) / 2)
    .attr("dy", "0.35em")
    .attr("text-anchor", (node) => (node.x0 < width / 2 ? "start" : "end"))
    .text((node) => `${node.name} ${short(node.value / COIN)}`);
}

function table({ rows }) {
  const newest = rows
    .slice()
    .sort((a, b) => b.time - a.time)
    .slice(0, 10);
  select(part("rows"))
    .selectAll("tr")
    .data(newest, ({ txid }) => txid)
    .join((enter) => {
      const row = enter.append("tr");
      for (let cell = 0; cell < 3; cell++) row.append("td");
      row.select("td:nth-child(2)").append("a");
      return row;
    })
    .order()
    .each(function ({ txid, time, value }) {
      const [when, link, what] = this.cells;
      when.textContent = new Date(time).toISOString().slice(0, 10);
      link.firstChild.href = `https://explorer.example/tx/${txid}`;
      link.firstChild.textContent = `${txid.slice(0, 12)}…`;
      what.textContent = amount(value / COIN);
    });
}

function size(svg) {
  const { width, height } = svg.getBoundingClientRect();
  return { width: Math.round(width), height: Math.round(height) };
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}: ${url}`);
  return answer.json();
}

async function main() {
  const campaign = await read(panel.dataset.src);
  const [{ address }] = campaign.addresses;
  const [{ url }] = campaign.explorers;
  const labels = new Map(campaign.labels.map(({ address, label }) => [address, label.en ?? label]));
  part("name").textContent = campaign.name.en ?? campaign.name;
  const ledger = new Ledger(address, labels);
  const base = `${url}/address/${address}`;
  const note = (text) => (part("note").textContent = text);

  if (panel.dataset.rows) {
    // Of a file that a newsroom has made of all answers beforehand.
    const rows = await read(panel.dataset.rows);
    rows.forEach((tx) => ledger.add(tx));
    render(ledger);
    return note(`${rows.length} transactions`);
  }
  // As the panel asks: a first page, what there is, then the other pages, one after another.
  let page = await read(`${base}/txs/chain`);
  page.forEach((tx) => ledger.add(tx));
  render(ledger);
  note("reading…");
  await read(`${url}/blocks/tip/height`);
  const { chain_stats, mempool_stats } = await read(base);
  const waiting = mempool_stats.tx_count > 0 ? await read(`${base}/txs/mempool`) : [];
  let count = page.length;
  const pages = Math.ceil(chain_stats.tx_count / PAGE);
  while (count < chain_stats.tx_count && page.length > 0) {
    note(`page ${Math.ceil(count / PAGE)} of about ${pages}`);
    page = await read(`${base}/txs/chain/${page.at(-1).txid}`);
    page.forEach((tx) => ledger.add(tx));
    count += page.length;
  }
  waiting.forEach((tx) => ledger.add(tx));
  render(ledger);
  note(`${count} transactions`);
}

main().catch((error) => (part("note").textContent = error.message));
