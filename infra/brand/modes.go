package brand

// named is a colour that Admit chooses, and what has it.
type named struct {
	of     string
	colour colour
}

// mode says what the colours of a brand meet in light or in dark. A test compares the
// colours with the style sheets of the page, of the emails and of the console.
type mode struct {
	grounds  []named // behind links and buttons
	inks     []named // of texts on the tint
	onAccent colour  // of the text of a button

	towards colour // what a button becomes under the pointer, to the share
	share   float64
}

var modes = map[string]mode{
	"light": {
		grounds: []named{
			{"the page's and the email's card", rgb("#ffffff")},
			{"the page and the email", rgb("#f3f4f7")},
			{"the console", rgb("#ffffff")},
		},
		inks: []named{
			{"the page", rgb("#12161f")},
			{"the console", rgb("#0f141a")},
			{"the console's descriptions", rgb("#656871")},
		},
		onAccent: rgb("#ffffff"),
		towards:  rgb("#000000"), share: 0.2,
	},
	"dark": {
		grounds: []named{
			{"the page's and the email's card", rgb("#171b22")},
			{"the page and the email", rgb("#0e1116")},
			{"the console", rgb("#161d26")},
		},
		inks: []named{
			{"the page", rgb("#f2f4f7")},
			{"the console", rgb("#c6c6cd")},
			{"the console's descriptions", rgb("#a4a4ad")},
		},
		onAccent: rgb("#0e1116"),
		towards:  rgb("#ffffff"), share: 0.35,
	},
}
