mod channel;
mod crude;
mod group;
mod support;
mod together;
mod whole;
