//! Faults of the firewall, which Debian's nginx has.

use super::faults;

faults! { Nginx122:
    attacks_are_let_through: FIREWALL, "nginx.conf", "modsecurity on;" => "modsecurity off;", "waf" of Headers;
    attacks_are_only_detected: FIREWALL, "nginx.conf", "SecRuleEngine On" => "SecRuleEngine DetectionOnly", "waf" of Headers;
    what_is_only_detected_is_blocked: DETECTION, "nginx.conf", "deny,status:0" => "deny,status:403", "waf" of Headers;
}
