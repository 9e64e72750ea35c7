//! The headers that keep a page to itself.

use poem::Response;
use poem::http::{HeaderName, HeaderValue, header};

/// Everything from this origin, nothing inline; nobody frames a page. What forms may lead to follows.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// The policy of pages whose forms lead to these origins too, by redirects of ours.
pub(super) fn policy(form_targets: &[String]) -> HeaderValue {
    let mut policy = POLICY.to_owned();
    for target in form_targets {
        policy.push(' ');
        policy.push_str(target);
    }
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static(POLICY))
}

/// Adds them where a handler has not set its own.
pub(super) fn headers(response: &mut Response, policy: &HeaderValue) {
    let fixed = HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value)));
    let policy = (header::CONTENT_SECURITY_POLICY, policy.clone());
    for (name, value) in fixed.into_iter().chain([policy]) {
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_to_our_pages_and_to_those_of_the_provider_alone() {
        let check = |targets: &[&str], expected: &str| {
            let targets: Vec<String> = targets.iter().map(|target| (*target).to_owned()).collect();
            let policy = policy(&targets);
            assert!(policy.to_str().unwrap().ends_with(expected), "{policy:?}");
        };
        check(&[], "; form-action 'self'");
        check(&["https://checkout.stripe.com"], "; form-action 'self' https://checkout.stripe.com");
        check(&["no header\n"], "; form-action 'self'");
    }
}
