package main

// price is what AWS charges in us-east-1 for a million units, in dollars. So a price
// times a number for each lifecycle is the price of a million lifecycles.
type price struct {
	dollars float64
	per     string
	source  string
	checked string // when the price was last compared with the source, or that it was not
}

// noted is when most prices were noted from their sources.
const noted = "2026-11-29"

// secondHand marks a price that is quoted by others, or known from earlier.
const secondHand = "not compared"

// The prices of AWS. They are those of the first tier, without free tiers.
var (
	apiRequest     = price{1.00, "million requests", "https://aws.amazon.com/api-gateway/pricing/", noted}
	lambdaRequest  = price{0.20, "million requests", "https://aws.amazon.com/lambda/pricing/", noted}
	lambdaSecond   = price{13.3334, "million GB-seconds, arm64", "https://aws.amazon.com/lambda/pricing/", noted}
	readUnit       = price{0.125, "million read units, on demand", "https://aws.amazon.com/dynamodb/pricing/on-demand/", noted}
	writeUnit      = price{0.625, "million write units, on demand", "https://aws.amazon.com/dynamodb/pricing/on-demand/", noted}
	customEvent    = price{1.00, "million events of 64 KB", "https://aws.amazon.com/eventbridge/pricing/", secondHand}
	logGigabyte    = price{0.50e6, "million GB taken in", "https://aws.amazon.com/cloudwatch/pricing/", secondHand}
	trace          = price{5.00, "million traces recorded", "https://aws.amazon.com/xray/pricing/", noted}
	secretMonth    = price{0.40, "secret and month", "https://aws.amazon.com/secrets-manager/pricing/", secondHand}
	schedule       = price{1.00, "million invocations of EventBridge Scheduler", "https://aws.amazon.com/eventbridge/pricing/", secondHand}
	mailSent       = price{100, "million mails", "https://aws.amazon.com/ses/pricing/", noted}
	activeUserLite = price{0.0055e6, "million monthly active users, Cognito Lite", "https://aws.amazon.com/cognito/pricing/", secondHand}
	activeUser     = price{0.015e6, "million monthly active users, Cognito Essentials", "https://aws.amazon.com/cognito/pricing/", secondHand}
)

// prices are all prices, for the document.
var prices = []price{apiRequest, lambdaRequest, lambdaSecond, readUnit, writeUnit, customEvent, schedule, logGigabyte, trace, secretMonth, mailSent, activeUserLite, activeUser}

// The prices of what is there all the time, in dollars a month.
var (
	alarmMonth        = price{0.10, "alarm and month", "https://aws.amazon.com/cloudwatch/pricing/", secondHand}
	dashboardMonth    = price{3.00, "dashboard and month", "https://aws.amazon.com/cloudwatch/pricing/", secondHand}
	storedGigabyte    = price{0.25e6, "million GB stored for a month, DynamoDB", "https://aws.amazon.com/dynamodb/pricing/on-demand/", secondHand}
	backupGigabyte    = price{0.20e6, "million GB of point-in-time recovery for a month", "https://aws.amazon.com/dynamodb/pricing/on-demand/", secondHand}
	storedLogGigabyte = price{0.03e6, "million GB of logs stored for a month", "https://aws.amazon.com/cloudwatch/pricing/", secondHand}
)

// monthPrices are the prices that only a month has.
var monthPrices = []price{alarmMonth, dashboardMonth, storedGigabyte, backupGigabyte, storedLogGigabyte}
