// Draws every <figure data-chart="{ECharts option}">. The table beside it holds the same numbers.
(() => {
  const palette = ['#1b5a58', '#b3541e', '#4b3f8f', '#7a7a1f', '#a1245e', '#3b3b3b']
  const text = { fontFamily: 'Arial, Helvetica, sans-serif', fontSize: 14, color: '#1d2b2a' }

  const withDefaults = (option, caption) => ({
    animation: false,
    color: palette,
    textStyle: text,
    ...option,
    grid: { left: 8, right: 24, top: 40, bottom: option.legend ? 56 : 24, ...option.grid },
    legend: option.legend && { bottom: 0, ...option.legend },
    aria: { enabled: true, label: { description: `Chart: ${caption}. The table that follows holds the same numbers.` }, ...option.aria },
    // HTML tooltips would need inline styles, which our Content-Security-Policy does not allow.
    tooltip: { trigger: 'axis', confine: true, ...option.tooltip, renderMode: 'richText' }
  })

  for (const figure of document.querySelectorAll('figure[data-chart]')) {
    const canvas = document.createElement('div')
    canvas.className = 'app-chart__canvas'
    figure.append(canvas)
    figure.hidden = false
    const chart = echarts.init(canvas, null, { renderer: 'svg', locale: 'EN' })
    chart.setOption(withDefaults(JSON.parse(figure.dataset.chart), figure.querySelector('figcaption')?.textContent))
    new ResizeObserver(() => chart.resize()).observe(canvas)
  }
})()
