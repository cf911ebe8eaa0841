/// The style of the page, which stands inside it.
enum PageStyle {
    static let css: StaticString = """
        :root{color-scheme:light dark;--paper:#fff;--ink:#1c1f24;--quiet:#5a626d;--line:#d5dae1;--soft:#f3f5f8;\
        --model:#1558b0;--last:#a8560b;--good:#17692f;--bad:#b3241a;--off:#e7ebf2;--band:#d9ecdf}
        @media (prefers-color-scheme:dark){:root{--paper:#14171c;--ink:#e8eaee;--quiet:#a4acb8;--line:#39404b;\
        --soft:#1e232b;--model:#7db4ff;--last:#f0a35a;--good:#63d585;--bad:#ff9389;--off:#262c37;--band:#1d3a29}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:1120px;margin:0 auto;padding:1.25rem 1rem 3rem}
        h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0 .75rem}
        h2{font-size:1.25rem;margin:2.25rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--line)}
        h3{font-size:1rem;margin:1.25rem 0 .25rem}
        p,ul,dl{margin:.5rem 0;max-width:46rem}
        dt{font-weight:600;margin-top:.5rem}
        dd{margin:0}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.5rem;max-width:none;\
        margin:0;padding:0}
        .facts div{background:var(--soft);border-radius:.5rem;padding:.5rem .75rem;overflow-wrap:anywhere}
        .facts dt{margin:0;font-weight:400;font-size:.85rem;color:var(--quiet)}
        .facts dd{font-weight:600}
        .scroll{overflow-x:auto;margin:.75rem 0;max-width:100%}
        .scroll:focus-visible,summary:focus-visible{outline:2px solid var(--model);outline-offset:2px}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding:.25rem 0}
        caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 5rem)}
        th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
        thead th{font-weight:600;color:var(--quiet);vertical-align:bottom;min-width:4.5rem}
        tbody th{font-weight:600;white-space:nowrap}
        th:first-child{text-align:left;position:sticky;left:0;background:var(--paper)}
        tbody th.name{white-space:normal;min-width:9rem;max-width:18rem;overflow-wrap:anywhere}
        td{white-space:nowrap}
        small{display:block;color:var(--quiet);font-size:.8rem;font-weight:400}
        .good{color:var(--good)}.bad{color:var(--bad)}.quiet{color:var(--quiet)}
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:1rem 1.25rem;\
        margin:.5rem 0}
        figure{margin:0;max-width:440px;break-inside:avoid}
        figcaption{font-weight:600;font-size:.9rem}
        .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;font-size:.85rem;\
        max-width:none}
        .legend svg{width:28px;height:12px;vertical-align:middle;margin-right:.35rem}
        details{margin:.5rem 0;border:1px solid var(--line);border-radius:.5rem;padding:.4rem .75rem}
        summary{cursor:pointer;font-weight:600;font-size:.95rem}
        figure svg{display:block;width:100%;height:auto}
        svg text{font:11px system-ui,sans-serif;fill:var(--quiet)}
        svg .value{fill:var(--ink);font-weight:600}svg .tight{font-size:9.5px}
        svg .end{text-anchor:end}svg .mid{text-anchor:middle}
        .grid{stroke:var(--line);stroke-width:1}
        .axis{stroke:var(--quiet);stroke-width:1}
        .off{fill:var(--off)}.band{fill:var(--band)}
        .model{stroke:var(--model);fill:none;stroke-width:2}
        .last{stroke:var(--last);fill:none;stroke-width:1.75;stroke-dasharray:5 3}
        .dot-model{fill:var(--model)}.dot-last{fill:var(--last)}
        .few{fill:var(--paper);stroke-width:1.5}.few.dot-model{stroke:var(--model)}.few.dot-last{stroke:var(--last)}
        .up{fill:var(--good)}.down{fill:var(--bad)}
        .ideal{stroke:var(--quiet);stroke-width:1;stroke-dasharray:2 3;fill:none}
        @media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--quiet:#444;--line:#bbb;--soft:#f3f5f8;\
        --model:#1558b0;--last:#a8560b;--good:#17692f;--bad:#b3241a;--off:#e7ebf2;--band:#d9ecdf}
        body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}
        h2,h3{break-after:avoid}tr{break-inside:avoid}.scroll{overflow:visible}table{font-size:.75rem}
        th,td{padding:.2rem .3rem}details{border:0;padding:0}details::details-content{content-visibility:visible}}

        """
}
