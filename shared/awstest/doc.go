// Package awstest lets tests of the functions fail at each call that they make to AWS.
//
// A [Cloud] has small services with the state that matters to Admit: SES, SQS, EventBridge,
// EventBridge Scheduler and Cognito. Real clients of the SDK reach it over connections in
// memory, with the configuration of production, in the fake time of package synctest. A
// [Plan] in front of the services makes one call fail, before its effect or after it, in
// each way in which the service can fail. [Try] does so for every call of an operation, and
// repeats the operation as its caller would.
//
// No function links this package: shared/house_test.go tests that.
package awstest
