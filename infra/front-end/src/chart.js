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

  // The arrow keys walk along the points of the first line; each is said aloud and shown.
  const walk = (chart, canvas, figure) => {
    const option = chart.getOption()
    const labels = option.xAxis?.[0]?.data
    const line = option.series.findIndex((s) => s.type === 'line')
    if (!labels?.length || line < 0) return
    const said = document.createElement('p')
    said.className = 'govuk-visually-hidden'
    said.setAttribute('role', 'status')
    figure.append(said)
    let at = -1
    canvas.tabIndex = 0
    canvas.addEventListener('keydown', (key) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: labels.length - 1 }[key.key]
      if (to === undefined) return
      key.preventDefault()
      at = Math.min(Math.max(to, 0), labels.length - 1)
      chart.dispatchAction({ type: 'showTip', seriesIndex: line, dataIndex: at })
      const unit = option.yAxis?.[0]?.axisLabel?.formatter?.includes('%') ? '%' : ''
      said.textContent = [labels[at], ...option.series.filter((s) => s.data?.[at] !== null && s.data?.[at] !== undefined).map((s) => `${s.name} ${s.data[at]}${unit}`)].join(', ')
    })
    canvas.addEventListener('blur', () => chart.dispatchAction({ type: 'hideTip' }))
  }

  for (const figure of document.querySelectorAll('figure[data-chart]')) {
    const canvas = document.createElement('div')
    canvas.className = 'app-chart__canvas'
    figure.append(canvas)
    figure.hidden = false
    const chart = echarts.init(canvas, null, { renderer: 'svg', locale: 'EN' })
    chart.setOption(withDefaults(JSON.parse(figure.dataset.chart), figure.querySelector('figcaption')?.textContent))
    new ResizeObserver(() => chart.resize()).observe(canvas)
    walk(chart, canvas, figure)
  }
})()
