/** Colours of series 0 (the index), 1, 2 …, told apart in dark and in light and by the colour-blind (after Okabe & Ito, 2008). */
const TONES = {
  light: [
    '#1257d6',
    '#d9730d',
    '#00866b',
    '#b4347f',
    '#7a5cc9',
    '#6b7785',
    '#a07b00',
    '#0091b3',
    '#c0392b',
    '#4d7c0f',
    '#8d5524',
    '#5661a6',
    '#99a3ad',
  ],
  dark: [
    '#5aa2ff',
    '#f2a24a',
    '#3ecfa5',
    '#f07fbd',
    '#b49cff',
    '#9aa7b5',
    '#e3c54a',
    '#4fd0ee',
    '#ff8577',
    '#9bd35a',
    '#d6a273',
    '#97a3f5',
    '#77828d',
  ],
} as const;

/** How many colours there are. */
export const TONE_COUNT = TONES.light.length;

const tones = (of: readonly string[]): string => of.map((tone, i) => `--t${i}:${tone}`).join(';');

const LIGHT = `color-scheme:light;--page:#f4f6f9;--panel:#fff;--line:#e2e7ee;--text:#17202b;--soft:#5a6775;--grid:#e9edf2;--zero:#aab4c0;--up:0 134 107;--down:200 50 47;--mark:#8a5a00;--mark-back:#fff4d9;--mark-line:#f0c75e;--shadow:0 1px 2px rgb(20 30 45 / .06);${tones(TONES.light)}`;
const DARK = `color-scheme:dark;--page:#0c1016;--panel:#141a22;--line:#232c38;--text:#dfe6ee;--soft:#8d9aaa;--grid:#1e2630;--zero:#4a5665;--up:62 207 165;--down:255 122 112;--mark:#ffd98a;--mark-back:#2b2210;--mark-line:#7a5c14;--shadow:none;${tones(TONES.dark)}`;

const toneRules = TONES.light.map((_, i) => `.t${i}{--tone:var(--t${i})}`).join('');

/** The style sheet of a report: nothing in it is fetched from anywhere. */
export const STYLE = `
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:14px/1.5 system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1240px;margin:0 auto;padding:28px 28px 48px;display:grid;grid-template-columns:minmax(0,1fr);gap:18px}
h1,h2,h3,p,ul,figure,dl{margin:0;padding:0}
h1{font-size:26px;line-height:1.2;letter-spacing:-.015em;font-weight:650}
h2{font-size:16px;font-weight:650;letter-spacing:-.005em;margin:14px 0 -6px}
h3{font-size:13px;font-weight:650}
header{display:grid;gap:10px}
.eyebrow{color:var(--soft);font-size:12px;display:flex;gap:6px 16px;flex-wrap:wrap}
.headline{font-size:16px;line-height:1.5;max-width:110ch}
.simulated{border:1px solid var(--mark-line);background:var(--mark-back);color:var(--mark);border-radius:10px;padding:12px 16px;font-weight:500}
.simulated b{letter-spacing:.08em;margin-right:10px}
.chip{border:1px solid var(--mark-line);background:var(--mark-back);color:var(--mark);border-radius:999px;padding:2px 10px;font-size:12px;font-weight:650;letter-spacing:.06em;vertical-align:5px;margin-left:12px}
.tiles{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:12px}
.tile,.panel{background:var(--panel);border:1px solid var(--line);border-radius:10px;box-shadow:var(--shadow);min-width:0}
.tile{padding:12px 14px}
.tile dt{color:var(--soft);font-size:12px}
.tile dd{margin:2px 0 0}
.tile .value{font-size:22px;font-weight:620;letter-spacing:-.02em;line-height:1.3;white-space:nowrap}
.tile .aside{color:var(--soft);font-size:12px;line-height:1.4}
.panel{padding:16px 18px}
.findings{columns:2;column-gap:36px;list-style:none}
.findings li{break-inside:avoid;padding:0 0 9px 16px;position:relative}
.findings li::before{content:"";position:absolute;left:0;top:8px;width:6px;height:6px;border-radius:2px;background:var(--soft)}
.findings li.good::before{background:rgb(var(--up))}
.findings li.bad::before{background:rgb(var(--down))}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:18px}
.wide{grid-column:1/-1}
.stack{display:grid;gap:20px}
figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 10px;margin-bottom:12px}
.unit{color:var(--soft);font-size:12px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 14px;font-size:12px;width:100%}
.legend em{font-style:normal;color:var(--soft)}
.swatch{display:inline-block;width:10px;height:10px;border-radius:3px;background:var(--tone);margin-right:6px;vertical-align:-1px}
${toneRules}
.plot{position:relative;margin:0 8px 22px 54px}
.plot svg{display:block;width:100%;height:100%;overflow:visible}
.tall{height:340px}.middle{height:190px}.short{height:130px}
.grid{stroke:var(--grid);stroke-width:1;fill:none;vector-effect:non-scaling-stroke}
.zero{stroke:var(--zero);stroke-width:1;fill:none;vector-effect:non-scaling-stroke}
.line{stroke:var(--tone);stroke-width:1.35;fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round;opacity:.85}
.line.lead{stroke-width:2;opacity:1}.middle .line.lead{stroke-width:1.6}
.fill{fill:var(--tone);opacity:.16}
.bar{fill:var(--tone)}
.bar.below{fill:rgb(var(--down))}
.band{fill:var(--tone);stroke:var(--panel);stroke-width:.75;vector-effect:non-scaling-stroke}
.plot .y,.plot .x{position:absolute;color:var(--soft);font-size:11px;line-height:1;white-space:nowrap;pointer-events:none}
.plot .y{right:100%;margin-right:8px;transform:translateY(-50%)}
.plot .x{top:100%;margin-top:8px;transform:translateX(-50%)}
.cross{position:absolute;top:0;bottom:0;width:1px;background:var(--zero);pointer-events:none}
.tip{position:absolute;top:6px;z-index:2;background:var(--panel);border:1px solid var(--line);border-radius:8px;box-shadow:0 6px 20px rgb(0 0 0 / .18);padding:7px 10px;font-size:12px;line-height:1.55;white-space:nowrap;pointer-events:none}
.tip b{display:block;font-weight:600}
.tip span{display:flex;justify-content:space-between;gap:16px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px}
caption{text-align:left;color:var(--soft);font-size:12px;padding-bottom:8px}
th,td{padding:5px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th{font-weight:600;color:var(--soft);font-size:12px}
tbody th,th:first-child,td:first-child{text-align:left}
tbody th{color:var(--text);font-weight:500;font-size:13px}
thead th{vertical-align:bottom;white-space:normal;min-width:72px}
tr:last-child>*{border-bottom:0}
.group th{padding-top:14px;color:var(--soft);font-size:11px;font-weight:650;letter-spacing:.06em;text-transform:uppercase}
.own{font-weight:650;color:var(--text)}
td.own{background:color-mix(in srgb,var(--t0) 7%,transparent)}
.months td{text-align:center;padding:5px 4px;border-color:transparent;background:rgb(var(--heat,0 0 0) / var(--strength,0));min-width:52px}
.months th{text-align:center}.months tbody th,.months th:first-child{text-align:left}
.months td:last-child{font-weight:650}
.heat-up{--heat:var(--up)}.heat-down{--heat:var(--down)}
th.left,td.left{text-align:left}
td.wrap,.wrap{white-space:normal;text-align:left}
code{font:12px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;word-break:break-all}
.note{color:var(--soft);font-size:12px}
.meter{display:inline-block;height:8px;border-radius:3px;background:var(--t0);vertical-align:1px}
.holdings td:last-child{width:60%}
details summary{cursor:pointer;font-weight:600;font-size:13px}
details[open] summary{margin-bottom:10px}
footer{color:var(--soft);font-size:12px}
@media (max-width:980px){.tiles{grid-template-columns:repeat(3,minmax(0,1fr))}.charts{grid-template-columns:minmax(0,1fr)}.findings{columns:1}main{padding:18px 16px 32px}}
@media (max-width:980px){th,td{padding:5px 7px}.months td{min-width:40px;padding:5px 2px;font-size:12px}.figures th,.figures td{font-size:12px;padding:4px 5px}.figures th{white-space:normal}.figures thead th{min-width:0}}
@media (max-width:460px){.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media print{:root{${LIGHT}}body{background:#fff;-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}.panel,.tile{box-shadow:none;break-inside:avoid}.scroll{overflow:visible}tr{break-inside:avoid}h2{break-after:avoid}.cross,.tip{display:none}}
`;
