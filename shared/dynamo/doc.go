// Package dynamo keeps everything of Admit in one DynamoDB table. [Store] is an
// access.Store.
//
// Every read is strongly consistent and goes to the base table: there is no
// index and no scan. What must be listed is written as an item of its own, in
// the transaction that changes what it lists. Every write is one transaction,
// or one conditional update, and says in its condition what it was decided on.
//
//	access pattern                        operation                 key
//	what a decision at a scope rests on   BatchGetItem (twice with  organisation, account, rows,
//	                                      organisations above)      address
//	accounts of an organisation           Query                     organisation, begins_with account
//	a user; everything a user holds       GetItem; Query            user; begins_with row
//	who has an address                    GetItem, GetItem          address; user
//	members by address                    Query                     members of the organisation
//	an invitation                         GetItem                   invitation
//	invitations of an organisation        Query, BatchGetItem       offers, then closed; invitations
//	open invitations of an address        Query, BatchGetItem       offers, begins_with address
//	create an organisation                TransactWriteItems (5)    organisation, record, and an invite
//	invite                                TransactWriteItems (3)    invitation, offer, record
//	accept                                TransactWriteItems (6-11) invitation, offer, closed, row,
//	                                                                member, organisation, witness,
//	                                                                user, address, records
//	decline, revoke                       TransactWriteItems (4-5)  invitation, offer, closed, record,
//	                                                                witness
//	remove access                         TransactWriteItems (3-85) row, member, organisation, witness,
//	                                                                record, 4 for each invitation
//	send a mail                           UpdateItem, UpdateItem    invitation
//	forget a user                         TransactWriteItems (2)    user, address
//
// An organisation's members, offers, closed invitations and records are a
// partition each: 1,000 writes a second, which is far above what administrators
// do. The organisation's own item is written only when somebody becomes or
// ceases to be an administrator of it.
package dynamo
