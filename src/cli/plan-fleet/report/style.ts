/** Style of the report, light and dark as the reader's system has it. */
export const STYLE = `
:root{--ink:#1a2230;--soft:#566074;--paper:#fff;--panel:#f5f7fa;--line:#dbe1ea;--blue:#2563c9;--teal:#0f7a6c;
  --red:#b3261e;--band:#2563c933}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf2;--soft:#9aa5b8;--paper:#12161d;--panel:#1a2029;
  --line:#303947;--blue:#7fb0ff;--teal:#4fd1b8;--red:#ff8a80;--band:#7fb0ff33}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px}
h2{font-size:19px;margin:36px 0 8px}
h3{font-size:15px;margin:20px 0 6px}
p{margin:6px 0}
.eyebrow,.meta,.legend{color:var(--soft);font-size:13px}
.answer{background:var(--panel);border-left:4px solid var(--teal);padding:14px 20px;margin-top:20px;
  border-radius:4px;font-size:16px}
.answer h2{margin:0 0 6px}
.answer.infeasible{border-color:var(--red)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th{color:var(--soft);font-weight:600;font-size:13px}
th,td{padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
.l{text-align:left}
.r{text-align:right}
.yes{color:var(--teal);font-weight:600}
.no{color:var(--red);font-weight:600}
svg{width:100%;height:auto;display:block}
svg.bar{display:inline-block;width:90px;height:9px;vertical-align:baseline}
.grid{stroke:var(--line)}
.tick{fill:var(--soft);font-size:12px}
.band{fill:var(--band)}
polyline{fill:none;stroke-width:2}
.middle{stroke:var(--blue)}
.present{stroke:var(--soft);stroke-dasharray:6 4}
.planned{stroke:var(--teal)}
.track{fill:var(--line)}
.fill{fill:var(--blue)}
.full{fill:var(--red)}
.key{display:inline-block;width:22px;height:10px;margin:0 6px 0 14px;border-radius:2px}
.k-band{background:var(--band)}
.k-middle{background:var(--blue)}
.k-present{background:repeating-linear-gradient(90deg,var(--soft) 0 6px,transparent 6px 10px)}
.k-planned{background:var(--teal)}
ul{padding-left:20px}
li{margin:4px 0;overflow-wrap:anywhere}
pre{background:var(--panel);padding:12px 16px;border-radius:4px;overflow-x:auto;white-space:pre-wrap;
  overflow-wrap:anywhere}
@media print{main{padding:0}.scroll{overflow-x:visible}}
`
