// Command operator does what needs AWS credentials instead of a token. It has
// no route: operators invoke it.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/boot/directory"
	"admit/shared/boot/table"
)

func main() {
	settings := boot.Open()
	store, limits := table.Open(settings), boot.Limits()
	boot.Start(operator{
		found:   access.Found{Store: store, Limits: limits, Now: time.Now},
		appoint: access.Appoint{Store: store, Limits: limits, Now: time.Now},
		forget:  access.Forget{Store: store, Identities: directory.Open(settings), Now: time.Now},
	}.serve)
}
