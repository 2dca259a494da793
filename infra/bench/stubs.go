package main

var first, own, waits, dollars, growth, mails, archives figure
