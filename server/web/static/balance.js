// Draws each chart from the table below it, so that both always show the same numbers. Without this script only the tables are shown.
// The SVG refers to the stylesheet's colour variables, so the charts need not be redrawn for the dark scheme or for print.
// There are no animations.
(() => {
  "use strict";
  if (typeof echarts === "undefined") return;
  const INK = "var(--ink)", SOFT = "var(--soft)", HAIR = "var(--hair)", BAR = "var(--chart-bar, var(--accent))", LAG = "var(--attention)";
  const FONT = getComputedStyle(document.body).fontFamily;
  const NARROW = 560; // in pixels; on a narrower chart the names of statements are above their bars

  const spaced = (number) => number.toLocaleString(document.documentElement.lang === "en" ? "en-FI" : document.documentElement.lang);

  const rows = (figure) =>
    [...document.querySelectorAll(`#${figure.dataset.table} tbody tr`)].map((row) => ({
      name: row.dataset.name,
      value: Number(row.dataset.value),
      label: row.dataset.label,
      notable: "notable" in row.dataset,
    }));

  const shares = (figure, width) => {
    const all = rows(figure);
    const target = Number(figure.dataset.target);
    const narrow = width < NARROW;
    const most = Math.max(target, ...all.map((row) => row.value));
    return {
      grid: { left: 8, right: narrow ? 72 : 12, top: 36, bottom: 8, containLabel: !narrow },
      xAxis: { type: "value", min: 0, max: most, show: false },
      yAxis: [{
        type: "category",
        inverse: true,
        data: all.map((row) => row.name),
        axisLine: { lineStyle: { color: HAIR } },
        axisTick: { show: false },
        axisLabel: narrow
          ? { inside: true, color: INK, fontSize: 13, verticalAlign: "bottom", padding: [0, 0, 12, -6] }
          : { color: INK, fontSize: 14, margin: 12 },
        z: 3,
      }, {
        // The numbers have a column of their own, so that no bar and no line crosses them.
        type: "category",
        inverse: true,
        position: "right",
        data: all.map((row) => (row.notable ? "! " : "") + row.label),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: INK, fontSize: 14, align: "right", margin: 56 },
      }],
      series: [
        {
          type: "bar",
          data: all.map((row) => ({ value: row.value, itemStyle: { color: row.notable ? LAG : BAR } })),
          barWidth: narrow ? 12 : "55%",
          markLine: {
            symbol: "none",
            data: [{ xAxis: target }],
            lineStyle: { color: INK, type: "dashed", width: 1.5 },
            label: { formatter: figure.dataset.targetLabel, color: SOFT, fontSize: 13, position: "start", distance: 8 },
          },
        },
      ],
    };
  };

  const months = (figure) => {
    const all = rows(figure);
    return {
      grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
      xAxis: {
        type: "category",
        data: all.map((row) => row.name),
        axisLine: { lineStyle: { color: HAIR } },
        axisTick: { show: false },
        axisLabel: { color: SOFT, fontSize: 13, hideOverlap: true },
      },
      yAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { color: SOFT, fontSize: 13, formatter: spaced }, splitLine: { lineStyle: { color: HAIR } } },
      series: [
        {
          type: "line",
          data: all.map((row) => row.value),
          symbol: "circle",
          symbolSize: 8,
          lineStyle: { color: BAR, width: 2 },
          itemStyle: { color: BAR },
          label: { show: all.length <= 12, color: INK, fontSize: 13, formatter: (point) => all[point.dataIndex].label },
        },
      ],
    };
  };

  const draw = (figure, option) => {
    if (!figure) return;
    figure.hidden = false;
    const area = figure.querySelector(".chart__area");
    const chart = echarts.init(area, null, { renderer: "svg" });
    const show = () => {
      chart.resize();
      const made = option(figure, chart.getWidth());
      for (const series of made.series) Object.assign(series, { silent: true, emphasis: { disabled: true } });
      chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...made }, true);
      const svg = area.querySelector("svg");
      svg.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`); // so that the chart can be scaled down for print
    };
    show();
    new ResizeObserver(() => {
      if (area.clientWidth && area.clientWidth !== chart.getWidth()) show();
    }).observe(area);
  };

  draw(document.getElementById("chart-shares"), shares);
  draw(document.getElementById("chart-months"), months);
})();
