package main

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"admit/shared/api"
	"admit/shared/dynamo"
)

const lambdaFunction = "AWS::Lambda::Function"

func TestEveryFunctionIsInTheStack(t *testing.T) {
	directories, err := functionDirectories()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range directories {
		want = append(want, constructID(name)+"Function")
	}
	slices.Sort(want)
	got := slices.Sorted(maps.Keys(synthesised(t, production).all(lambdaFunction)))
	if !slices.Equal(got, want) {
		t.Errorf("functions in the stack: %v\nbelow functions/: %v", got, want)
	}
}

// Traces are off unless the setting asks for them: a trace is paid for at every
// invocation. TestRolesHaveNoWildcards checks the permissions.
func TestTracingIsASetting(t *testing.T) {
	for name, f := range synthesised(t, production).all(lambdaFunction) {
		if config, _ := f.Properties["TracingConfig"].(map[string]any); config["Mode"] != "Active" {
			t.Errorf("%s: with tracing, TracingConfig is %v", name, config)
		}
	}
	for name, f := range synthesised(t, development).all(lambdaFunction) {
		if config := f.Properties["TracingConfig"]; config != nil {
			t.Errorf("%s: by default, TracingConfig is %v", name, config)
		}
	}
}

func TestFunctions(t *testing.T) {
	for architecture, synth := range map[string]func() (template, error){"arm64": production, "x86_64": development} {
		for name, f := range synthesised(t, synth).all(lambdaFunction) {
			for what, pair := range map[string][2]string{
				"runtime":      {text(f.Properties["Runtime"]), "provided.al2023"},
				"architecture": {text(f.Properties["Architectures"]), architecture},
				"log format":   {text(f.Properties["LoggingConfig"].(map[string]any)["LogFormat"]), "JSON"},
				"own log":      {text(f.Properties["LoggingConfig"].(map[string]any)["ApplicationLogLevel"]), "INFO"},
				"Lambda's log": {text(f.Properties["LoggingConfig"].(map[string]any)["SystemLogLevel"]), "WARN"},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s: %s is %q, want %q", name, what, pair[0], pair[1])
				}
			}
		}
	}
}

// The environment of each function. shared/boot and Go's runtime read exactly these
// variables.
func TestEnvironmentOfFunctions(t *testing.T) {
	table := map[string]string{"ADMIT_TABLE": "${Table}"}
	limits := map[string]string{"ADMIT_LIMITS": `{"openInvitations":7,"invitationsPerHour":2000,"mailsPerDay":20,"mailsPerDayOfPartner":100,"batch":100,"roles":50,"grants":200}`}
	passwords := map[string]string{"ADMIT_PASSWORDS": `{"minLength":16,"upper":true,"lower":false,"digit":false,"symbol":true}`}
	identity := map[string]string{"ADMIT_IDENTITY": `{"mode":"create","issuer":"https://${Users.ProviderName}","userPoolId":"${Users}"}`}
	const pages = "https://${UsersSignIn}.auth.${AWS::Region}.amazoncognito.com"
	signIn := map[string]string{"ADMIT_SIGN_IN": `{"clientId":"${UsersConsole}","authorize":"` + pages + `/oauth2/authorize","token":"` + pages +
		`/oauth2/token","revoke":"` + pages + `/oauth2/revoke","logout":"` + pages + `/logout","scope":"openid email profile"}`}
	origins := map[string]string{"ADMIT_RETURN_ORIGINS": "https://app.example.com https://fika.example.com"}
	cursors := map[string]string{"ADMIT_CURSOR_SECRET": "{{resolve:secretsmanager:${CursorSecret}:SecretString:::}}"}
	kept := map[string]string{"ADMIT_RETENTION": `{"events":730,"invitations":90}`}
	want := map[string][]map[string]string{
		"Invite":          {table, kept, limits, origins},
		"ListPermissions": {table, cursors},
		"Decide":          {table, cursors},
		"EditAccess":      {table, kept, limits},
		"RemoveAccess":    {table, kept},
		"Organisations":   {table, kept},
		"Accept":          {table, kept, cursors, limits, passwords, identity, signIn, origins, {"ADMIT_ADDRESSES": "https://admit.example.com", "ADMIT_CONTINUE_URL": "https://fika.example.com/welcome"}},
		"Console":         {signIn},
		"Deliver": {table, kept, identity, cursors, {
			"ADMIT_BASE_URL":                   "https://admit.example.com",
			"ADMIT_CONFIGURATION_SET":          "${Mail}",
			"ADMIT_MAIL_DEAD_LETTER_QUEUE_URL": "${DeadLetters}",
			"ADMIT_LOCALE":                     "en",
			"ADMIT_REMINDERS":                  "true",
			"ADMIT_SCHEDULES":                  `{"group":"${Reminders}","role":"${RemindersRole.Arn}","deadLetters":"${DeadLetters.Arn}"}`,
			"ADMIT_SENDER":                     `"Havn" <invitations@example.com>`,
		}},
		"DeliveryStatus": {table, kept},
		"SignInMails":    {{"ADMIT_LOCALE": "en"}},
		"Publish": {{
			"ADMIT_EVENT_BUS":                   "${Events}",
			"ADMIT_EVENT_DEAD_LETTER_QUEUE_URL": "${UnpublishedRecords}",
		}},
		"Docs": {},
		"Operator": {table, kept, limits, identity, cursors, {
			"ADMIT_DELIVERY_EVENT_DEAD_LETTER_QUEUE_URL": "${UnreadReports}",
			"ADMIT_EVENT_DEAD_LETTER_QUEUE_URL":          "${UnpublishedRecords}",
			"ADMIT_MAIL_DEAD_LETTER_QUEUE_URL":           "${DeadLetters}",
			"ADMIT_FUNCTIONS":                            `{"deliver":"${DeliverFunction}","delivery-status":"${DeliveryStatusFunction}","publish":"${PublishFunction}"}`,
		}},
	}
	for name, f := range synthesised(t, production).all(lambdaFunction) {
		expected := map[string]string{"GOMAXPROCS": "1", "GOGC": "400", "GOMEMLIMIT": "200MiB", "SSL_CERT_DIR": "/nonexistent"}
		for _, part := range want[strings.TrimSuffix(name, "Function")] {
			maps.Copy(expected, part)
		}
		got := map[string]string{}
		for variable, value := range variablesOf(f) {
			got[variable] = text(value)
		}
		if !maps.Equal(got, expected) {
			t.Errorf("%s has %v, want %v", name, got, expected)
		}
	}
}

func TestRoutes(t *testing.T) {
	made := synthesised(t, production)
	routes := map[string]resource{}
	for _, r := range made.all("AWS::ApiGatewayV2::Route") {
		routes[text(r.Properties["RouteKey"])] = r
	}
	wanted := 0
	for _, row := range api.Routes {
		for _, method := range row.Methods() {
			wanted++
			made.checkRoute(t, routes, method+" "+row.Path, row)
		}
	}
	if len(routes) != wanted {
		t.Errorf("%d routes in the stack, %d in the table", len(routes), wanted)
	}
}

func (t template) checkRoute(test *testing.T, routes map[string]resource, key string, row api.Route) {
	test.Helper()
	route, ok := routes[key]
	if !ok {
		test.Errorf("%s is not in the stack", key)
		return
	}
	if got, want := t.target(route), "${"+constructID(row.Function)+"Function.Arn}"; got != want {
		test.Errorf("%s reaches %s, want %s", key, got, want)
	}
	authorization := "JWT"
	if row.Open() {
		authorization = "NONE"
	}
	if got := route.Properties["AuthorizationType"]; got != authorization {
		test.Errorf("%s has the authorization %v, want %s", key, got, authorization)
	}
}

// target returns the function behind a route.
func (t template) target(route resource) string {
	parts := route.Properties["Target"].(map[string]any)["Fn::Join"].([]any)[1].([]any)
	integration := parts[1].(map[string]any)["Ref"].(string)
	return text(t.Resources[integration].Properties["IntegrationUri"])
}

func TestAuthorizer(t *testing.T) {
	for want, synth := range map[string]func() (template, error){
		"${UsersConsole}": development,
		"${UsersConsole} ${UsersMachine} 1product23client": production,
	} {
		jwt := synthesised(t, synth).only(t, "AWS::ApiGatewayV2::Authorizer").Properties["JwtConfiguration"].(map[string]any)
		if got := text(jwt["Audience"]); got != want {
			t.Errorf("audience %s, want %s", got, want)
		}
		if got := text(jwt["Issuer"]); got != "https://${Users.ProviderName}" {
			t.Errorf("issuer %s", got)
		}
	}
}

func TestAccessLogHasNoQueryString(t *testing.T) {
	settings := synthesised(t, production).only(t, "AWS::ApiGatewayV2::Stage").Properties["AccessLogSettings"].(map[string]any)
	var format map[string]string
	if err := json.Unmarshal([]byte(text(settings["Format"])), &format); err != nil {
		t.Fatalf("the format is not JSON: %v", err)
	}
	for _, field := range []string{"requestId", "routeKey", "status", "latency", "sourceIp", "integrationError"} {
		if format[field] == "" {
			t.Errorf("no %s in the access log", field)
		}
	}
	for field, variable := range format {
		for _, banned := range []string{"path", "query", "header", "uri"} {
			if strings.Contains(strings.ToLower(variable), banned) {
				t.Errorf("%s is %s, which has the query string or a header", field, variable)
			}
		}
	}
}

// API Gateway inserts values into the format unescaped. For a request without an
// error it inserts - for every error variable, including the quoted ones.
func TestAccessLogStaysJSON(t *testing.T) {
	settings := synthesised(t, production).only(t, "AWS::ApiGatewayV2::Stage").Properties["AccessLogSettings"].(map[string]any)
	format := text(settings["Format"])
	for _, error := range []string{`-`, `Cannot read "x"`} {
		quoted := error
		if error != "-" {
			quoted = strconv.Quote(error)
		}
		line := strings.NewReplacer("$context.error.messageString", quoted, "$context.error.message", error).Replace(format)
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
	if !strings.Contains(format, "$context.error.responseType") {
		t.Error("the access log has no error type")
	}
}

// Metrics per route cost tens of dollars a month. The alarms and the dashboard use
// only metrics of the whole API.
func TestNoMetricsPerRoute(t *testing.T) {
	made := synthesised(t, production)
	stage := made.only(t, "AWS::ApiGatewayV2::Stage").Properties
	all := map[string]any{"$default": stage["DefaultRouteSettings"]}
	maps.Copy(all, stage["RouteSettings"].(map[string]any))
	for route, settings := range all {
		if settings.(map[string]any)["DetailedMetricsEnabled"] != false {
			t.Errorf("%s: detailed metrics are on", route)
		}
	}
	dimensions := made.all("AWS::CloudWatch::Alarm")["ApiServerErrors"].Properties["Dimensions"].([]any)
	if of := dimensions[0].(map[string]any); len(dimensions) != 1 || of["Name"] != "ApiId" || text(of["Value"]) != "${Api}" {
		t.Errorf("the alarm watches %v", dimensions)
	}
	board := text(made.only(t, "AWS::CloudWatch::Dashboard").Properties["DashboardBody"])
	if !strings.Contains(board, `"AWS/ApiGateway","Count","ApiId","${Api}"`) || strings.Contains(board, `"Route"`) {
		t.Errorf("the dashboard shows %s", board)
	}
}

func TestAPIHasAName(t *testing.T) {
	if got := synthesised(t, production).only(t, "AWS::ApiGatewayV2::Api").Properties["Name"]; got != "Admit" {
		t.Errorf("the API has the name %v", got)
	}
}

func TestOpenRouteLimits(t *testing.T) {
	stage := synthesised(t, production).only(t, "AWS::ApiGatewayV2::Stage")
	whole := stage.Properties["DefaultRouteSettings"].(map[string]any)
	single := stage.Properties["RouteSettings"].(map[string]any)
	for _, row := range api.Routes {
		for _, method := range row.Methods() {
			limit, limited := single[method+" "+row.Path].(map[string]any)
			if limited != row.Open() {
				t.Errorf("%s %s: own limit %v, want %v", method, row.Path, limited, row.Open())
			}
			if limited && limit["ThrottlingRateLimit"].(float64) >= whole["ThrottlingRateLimit"].(float64) {
				t.Errorf("%s %s has no lower limit than the whole API", method, row.Path)
			}
		}
	}
	if len(stage.DependsOn) < len(single) {
		t.Error("the stage does not depend on the routes with limits")
	}
}

func TestTable(t *testing.T) {
	table := synthesised(t, production).only(t, "AWS::DynamoDB::Table").Properties
	for name, want := range map[string]any{
		"BillingMode":                      "PAY_PER_REQUEST",
		"TimeToLiveSpecification":          map[string]any{"AttributeName": dynamo.TimeToLive, "Enabled": true},
		"StreamSpecification":              map[string]any{"StreamViewType": "NEW_AND_OLD_IMAGES"},
		"PointInTimeRecoverySpecification": map[string]any{"PointInTimeRecoveryEnabled": true},
		"LocalSecondaryIndexes":            nil,
		"GlobalSecondaryIndexes":           nil,
		"KeySchema": []any{
			map[string]any{"AttributeName": dynamo.PartitionKey, "KeyType": "HASH"},
			map[string]any{"AttributeName": dynamo.SortKey, "KeyType": "RANGE"},
		},
	} {
		if !reflect.DeepEqual(table[name], want) {
			t.Errorf("%s is %v, want %v", name, table[name], want)
		}
	}
}
