package report

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Bar is one bar of a bar chart, with a mark at the goal. No mark is drawn for a goal of 0.
type Bar struct {
	Name        string
	Value, Goal float64
}

// Line is one line of a line chart. NaN leaves out a point.
type Line struct {
	Name   string
	Values []float64
}

// style follows the reader's colour scheme. Colours of lines and bars are readable on
// both backgrounds.
const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.note { fill: #59636e; }
.axis { stroke: #d1d9e0; }
.goal { stroke: #1f2328; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; } .note { fill: #9198a1; } .axis { stroke: #3d444d; } .goal { stroke: #f0f6fc; }
}
</style>
`

// colours are those of the lines of a chart, in order.
var colours = []string{"#2f81f7", "#d29922", "#3fb950", "#f85149", "#a371f7", "#db61a2", "#39c5cf", "#8b949e"}

// BarChart returns horizontal bars as SVG.
func BarChart(title, unit string, bars []Bar) string {
	const left, width, row, top = 170, 460, 24, 44
	largest := 0.0
	for _, b := range bars {
		largest = math.Max(largest, math.Max(b.Value, b.Goal))
	}
	var out strings.Builder
	begin(&out, left+width+90, top+row*len(bars)+34, title)
	for n, b := range bars {
		y := top + row*n
		fmt.Fprintf(&out, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", left-8, y+14, html.EscapeString(b.Name))
		fmt.Fprintf(&out, `<rect x="%d" y="%d" width="%.1f" height="%d" rx="2" fill="%s"/>`+"\n", left, y+2, b.Value/largest*width, row-8, colours[0])
		end := math.Max(b.Value, b.Goal) / largest * width
		fmt.Fprintf(&out, `<text class="note" x="%.1f" y="%d">%.2f</text>`+"\n", left+end+8, y+14, b.Value)
		if b.Goal > 0 {
			x := left + b.Goal/largest*width
			fmt.Fprintf(&out, `<line class="goal" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`+"\n", x, x, y, y+row-4)
		}
	}
	fmt.Fprintf(&out, `<text class="note" x="%d" y="%d">%s; the mark is the goal</text>`+"\n</svg>\n", left, top+row*len(bars)+18, html.EscapeString(unit))
	return out.String()
}

// LineChart returns lines over named points as SVG. Its vertical axis is logarithmic.
func LineChart(title, unit string, points []string, lines []Line) string {
	const left, width, top, height = 60, 400, 44, 260
	lowest, highest := decades(lines)
	x := func(n int) float64 { return left + float64(n)/float64(max(1, len(points)-1))*width }
	y := func(v float64) float64 {
		return top + height - (math.Log10(v)-lowest)/(highest-lowest)*height
	}
	var out strings.Builder
	begin(&out, left+width+270, top+height+56, title)
	for decade := lowest; decade <= highest; decade++ {
		at := y(math.Pow(10, decade))
		fmt.Fprintf(&out, `<line class="axis" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`+"\n", left, left+width, at, at)
		fmt.Fprintf(&out, `<text class="note" x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n", left-8, at+4, math.Pow(10, decade))
	}
	for n, point := range points {
		fmt.Fprintf(&out, `<text class="note" x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", x(n), top+height+20, html.EscapeString(point))
	}
	fmt.Fprintf(&out, `<text class="note" x="%d" y="%d">%s</text>`+"\n", left, top+height+42, html.EscapeString(unit))
	for n, line := range lines {
		colour := colours[n%len(colours)]
		var path []string
		for m, v := range line.Values {
			if !math.IsNaN(v) {
				path = append(path, fmt.Sprintf("%.1f,%.1f", x(m), y(math.Max(v, math.Pow(10, lowest)))))
			}
		}
		fmt.Fprintf(&out, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(path, " "), colour)
		key := top + 20*n
		fmt.Fprintf(&out, `<rect x="%d" y="%d" width="12" height="12" rx="2" fill="%s"/>`+"\n", left+width+24, key, colour)
		fmt.Fprintf(&out, `<text x="%d" y="%d">%s</text>`+"\n", left+width+42, key+11, html.EscapeString(line.Name))
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// decades returns the powers of ten between which all values lie, at least one apart.
func decades(lines []Line) (lowest, highest float64) {
	lowest, highest = 0, 1
	for _, line := range lines {
		for _, v := range line.Values {
			if v > 0 {
				lowest, highest = math.Min(lowest, math.Floor(math.Log10(v))), math.Max(highest, math.Ceil(math.Log10(v)))
			}
		}
	}
	return lowest, highest
}

func begin(out *strings.Builder, width, height int, title string) {
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n", width, height, width, height, html.EscapeString(title))
	out.WriteString(style)
	fmt.Fprintf(out, `<text x="8" y="22" font-weight="600">%s</text>`+"\n", html.EscapeString(title))
}
