// Package storetest tests stores. [Suite] tests every promise of [access.Store],
// [delivery.Store] and [idempotency.Store]. [UseCases] tests the promises of the use
// cases that depend on what a store does at the same moment. The store in memory and
// the store on DynamoDB pass both; a new store must pass them too.
package storetest
