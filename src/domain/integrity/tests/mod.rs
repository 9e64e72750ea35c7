mod channel;
mod crude;
mod group;
mod together;
mod whole;
mod support;
