package delivery

import (
	"slices"

	"admit/shared/access"
)

// ranking lists the delivery states by how much they tell about an email. A state
// replaces only states that are before it in the list, whenever it happened.
//
// A failure that only Admit saw ranks low: Admit fails an email when the email service
// does not answer, and the service may have sent it nevertheless. A tentative bounce
// ranks below a delivery: an email that has both was answered by an out-of-office reply.
var ranking = []access.Delivery{
	{Status: access.Queued}, {Status: access.Sent}, {Status: access.Failed, Tentative: true}, {Status: access.Delayed},
	{Status: access.Bounced, Tentative: true}, {Status: access.Delivered}, {Status: access.Failed}, {Status: access.Bounced},
	{Status: access.Complained},
}

// rank returns the position of a delivery in ranking.
func rank(d access.Delivery) int {
	return slices.Index(ranking, access.Delivery{Status: d.Status, Tentative: d.Tentative})
}
