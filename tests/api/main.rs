//! The service as its callers see it, on `SQLite` and on `PostgreSQL`.

#[cfg(test)]
#[macro_use]
mod support;

#[cfg(test)]
mod account;
#[cfg(test)]
mod artwork;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod audit_round;
#[cfg(test)]
mod ballot_box;
#[cfg(test)]
mod ballot_box_check;
#[cfg(test)]
mod campaign;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod command;
#[cfg(test)]
mod contest;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod design;
#[cfg(test)]
mod extension;
#[cfg(test)]
mod funding;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod grace;
#[cfg(test)]
mod integrity;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod links;
#[cfg(test)]
mod load;
#[cfg(test)]
mod load_ballots;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod moderation;
#[cfg(test)]
mod pages_desk;
#[cfg(test)]
mod pages_desk_money;
#[cfg(test)]
mod pages_desk_rounds;
#[cfg(test)]
mod pages_desk_run;
#[cfg(test)]
mod pages_desk_sale;
#[cfg(test)]
mod pages_findings;
#[cfg(test)]
mod pages_mail;
#[cfg(test)]
mod pages_me;
#[cfg(test)]
mod pages_order;
#[cfg(test)]
mod pages_payment;
#[cfg(test)]
mod pages_public;
#[cfg(test)]
mod pages_result;
#[cfg(test)]
mod pages_sale;
#[cfg(test)]
mod pages_score;
#[cfg(test)]
mod pages_site;
#[cfg(test)]
mod pages_submission;
#[cfg(test)]
mod parked;
#[cfg(test)]
mod payout;
#[cfg(test)]
mod preorder;
#[cfg(test)]
mod preorder_races;
#[cfg(test)]
mod production;
#[cfg(test)]
mod rate;
#[cfg(test)]
mod refund;
#[cfg(test)]
mod refund_funds;
#[cfg(test)]
mod refund_lines;
#[cfg(test)]
mod round;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod scoring;
#[cfg(test)]
mod secrecy;
#[cfg(test)]
mod settlement;
#[cfg(test)]
mod settlement_watch;
#[cfg(test)]
mod showing;
#[cfg(test)]
mod skew;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod stripe;
#[cfg(test)]
mod surface;
#[cfg(test)]
mod tally;
#[cfg(test)]
mod webhook;
#[cfg(test)]
mod whole_way;
