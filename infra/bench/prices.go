package main

// price is what AWS charges in us-east-1 for one unit of a million, in dollars. So a
// price times a number for each lifecycle is the price of a million lifecycles.
type price struct {
	dollars float64
	per     string
	source  string
	read    string // the date at which the source was read
}

// The prices of AWS. They are those of the first tier, without free tiers.
var (
	apiRequest     = price{1.00, "million requests", "https://aws.amazon.com/api-gateway/pricing/", "2026-11-29"}
	lambdaRequest  = price{0.20, "million requests", "https://aws.amazon.com/lambda/pricing/", "2026-11-29"}
	lambdaSecond   = price{13.3334, "million GB-seconds, arm64", "https://aws.amazon.com/lambda/pricing/", "2026-11-29"}
	readUnit       = price{0.125, "million read units, on demand", "https://aws.amazon.com/dynamodb/pricing/on-demand/", "2026-11-29"}
	writeUnit      = price{0.625, "million write units, on demand", "https://aws.amazon.com/dynamodb/pricing/on-demand/", "2026-11-29"}
	customEvent    = price{1.00, "million events of 64 KB", "https://aws.amazon.com/eventbridge/pricing/", "2026-11-29"}
	logGigabyte    = price{0.50e6, "million GB taken in", "https://aws.amazon.com/cloudwatch/pricing/", "2026-11-29"}
	trace          = price{5.00, "million traces recorded", "https://aws.amazon.com/xray/pricing/", "2026-11-29"}
	mailSent       = price{100, "million mails", "https://aws.amazon.com/ses/pricing/", "2026-11-29"}
	activeUserLite = price{0.0055e6, "million monthly active users, Cognito Lite", "https://aws.amazon.com/cognito/pricing/", "2026-11-29"}
	activeUser     = price{0.015e6, "million monthly active users, Cognito Essentials", "https://aws.amazon.com/cognito/pricing/", "2026-11-29"}
)

// prices are all prices, for the document.
var prices = []price{apiRequest, lambdaRequest, lambdaSecond, readUnit, writeUnit, customEvent, logGigabyte, trace, mailSent, activeUserLite, activeUser}
