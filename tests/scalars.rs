//! The scalar types under any text: none panics, what is accepted reads back as the same, and nothing that could end a
//! line or a directive passes where it may not.
#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use lbgen::topology::*;
use proptest::prelude::*;

/// Text that comes near to what scalar types take, with whatever else people and attackers write.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "0",
        "1",
        "30",
        "65536",
        "999999999999999999999",
        "ms",
        "s",
        "m",
        "h",
        "d",
        "KiB",
        "MB",
        "GiB",
        "/s",
        "/m",
        ":",
        "::",
        ":80",
        "[",
        "]",
        ".",
        "..",
        "*",
        "*.",
        "-",
        "_",
        "/",
        "//",
        "10.0.0.1",
        "2001:db8::1",
        "/8",
        "a",
        "Z",
        "example.com",
        "header:",
        "cookie:",
        "client_ip",
        "uri",
        "GET",
        "200",
        "-299",
        "{",
        "}",
        "{{",
        "}}",
        "{uri}",
        "{host}",
        "$",
        "$$",
        "${A}",
        "${A:-b}",
        "${",
        "https://",
        "unlimited",
        "auto",
        "pass",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{202e}",
        "\u{feff}",
        "é",
        "ß",
        "日本",
        "😀",
        ";",
        "#",
        "'",
        "\"",
        "\\",
        "`",
        "%",
        "%00",
        "?",
        "<",
        ">",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat()), any::<String>(), "[ -~]{0,40}"]
}

fn control() -> impl Strategy<Value = char> {
    prop::char::range('\0', '\u{9f}').prop_filter("a control character", |character| character.is_control())
}

/// Many cases for little time; a failure is told, not kept in a file.
fn cases() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) }
}

/// What is accepted is written as a text that reads back as the same.
fn round_trip<T: Leaf + PartialEq + std::fmt::Debug>(text: &str) -> Result<(), TestCaseError> {
    if let Ok(value) = T::read(text) {
        let written = value.to_string();
        let again = T::read(&written);
        prop_assert_eq!(again, Ok(value), "{} of {:?} is written {:?}", T::FORMAT, text, written);
    }
    Ok(())
}

/// What is refused is told in a short sentence of one line, and with a way out.
fn is_told_well(format: &str, text: &str) -> Result<(), TestCaseError> {
    let Some(LeafError { message, help }) = refusal(format, text) else { return Ok(()) };
    for sentence in [&message, &help] {
        prop_assert!(!sentence.is_empty() && sentence.len() < 700, "{format}: {sentence:?}");
        prop_assert!(!sentence.chars().any(char::is_control), "{format}: {sentence:?}");
        prop_assert!(text.contains('`') || !sentence.contains("``"), "{format}: {sentence:?}");
        prop_assert!(!sentence.ends_with('.') && !sentence.starts_with(char::is_uppercase), "{format}: {sentence:?}");
    }
    Ok(())
}

macro_rules! round_trips {
    ($($test:ident: $leaf:ident),+ $(,)?) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                #[test]
                fn $test(text in text()) {
                    round_trip::<$leaf>(&text)?;
                    for example in $leaf::EXAMPLES {
                        prop_assert!($leaf::read(example).is_ok(), "{example}");
                        round_trip::<$leaf>(example)?;
                    }
                }
            )+
        }
    };
}

round_trips!(
    an_address_reads_back: Address,
    a_listening_address_reads_back: ListenAddress,
    a_network_reads_back: Cidr,
    a_duration_reads_back: Duration,
    a_cookie_name_reads_back: CookieName,
    a_header_name_reads_back: HeaderName,
    a_header_value_reads_back: HeaderValue,
    a_secret_name_reads_back: SecretName,
    a_secret_prefix_reads_back: SecretPrefix,
    a_host_reads_back: HostPattern,
    a_resource_name_reads_back: ResourceName,
    a_stack_name_reads_back: StackName,
    a_cookie_path_reads_back: CookiePath,
    a_file_path_reads_back: FilePath,
    an_output_folder_reads_back: OutputFolder,
    a_modules_path_reads_back: ModulesPath,
    a_request_path_reads_back: RequestPath,
    a_route_path_reads_back: RoutePath,
    a_rate_reads_back: Rate,
    a_size_reads_back: Size,
    a_size_limit_reads_back: SizeLimit,
    a_compose_text_reads_back: ComposeText,
    a_text_reads_back: Text,
    a_version_reads_back: EngineVersion,
    a_hash_key_reads_back: HashKey,
    a_limit_key_reads_back: LimitKey,
    a_method_reads_back: Method,
    a_retry_condition_reads_back: RetryCondition,
    a_status_range_reads_back: StatusRange,
    a_redirect_target_reads_back: RedirectTarget,
    a_port_name_reads_back: PortName,
    a_host_header_reads_back: HostHeader,
    a_variable_name_reads_back: VariableName,
    a_redirect_status_reads_back: RedirectStatus,
    an_answer_status_reads_back: AnswerStatus,
);

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_refusal_is_a_sentence(text in text()) {
        for format in FORMATS {
            is_told_well(format, &text)?;
        }
    }

    #[test]
    fn control_characters_pass_nowhere_but_in_free_text(text in text(), control in control(), at in 0_usize..20) {
        let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
        let (before, after) = text.split_at(at);
        let hostile = format!("{before}{control}{after}");
        for format in FORMATS {
            let is_free = [Text::FORMAT, ComposeText::FORMAT].contains(format) && matches!(control, '\n' | '\t');
            prop_assert!(is_free || refusal(format, &hostile).is_some(), "{} takes {:?}", format, hostile);
        }
    }

    #[test]
    fn a_duration_is_what_its_units_say(days in 0_u64..100, hours in 0_u64..24, minutes in 0_u64..60, seconds in 0_u64..60) {
        prop_assume!(days + hours + minutes + seconds > 0);
        let read = Duration::read(&format!("{days}d{hours}h{minutes}m{seconds}s")).unwrap();
        prop_assert_eq!(read.millis(), (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
        prop_assert_eq!(read.seconds_up(), read.millis() / 1000);
    }

    #[test]
    fn a_size_is_what_its_unit_says(number in 1_u64..1_000_000) {
        let bytes = |unit: &str| Size::read(&format!("{number}{unit}")).unwrap().bytes();
        prop_assert_eq!(bytes("KiB"), number << 10);
        prop_assert_eq!(bytes("MiB"), number << 20);
        prop_assert_eq!(bytes("KB"), number * 1_000);
        prop_assert_eq!(bytes("GB"), number * 1_000_000_000);
    }

    #[test]
    fn a_network_holds_no_host_bits(address in any::<u32>(), length in 0_u8..=32) {
        let network = ipnet::Ipv4Net::new(address.into(), length).unwrap();
        let text = network.to_string();
        prop_assert_eq!(Cidr::read(&text).is_ok(), network == network.trunc());
        let Err(refused) = Cidr::read(&text) else { return Ok(()) };
        prop_assert!(refused.help.contains(&network.trunc().to_string()), "{}", refused.help);
    }

    #[test]
    fn a_host_has_one_form(labels in prop::collection::vec("[a-zA-Z][a-zA-Z0-9]{0,10}", 2..5)) {
        let name = labels.join(".");
        let host = HostPattern::read(&name).unwrap();
        prop_assert_eq!(host.as_str(), name.to_ascii_lowercase());
        let wildcard = HostPattern::read(&format!("*.{name}")).unwrap();
        prop_assert_eq!(wildcard.wildcard_parent(), Some(host.as_str()));
        prop_assert!(!wildcard.covers(&host));
        let [child, grandchild] = ["a", "a.b"].map(|below| HostPattern::read(&format!("{below}.{name}")).unwrap());
        prop_assert!(wildcard.covers(&child) && !wildcard.covers(&grandchild));
    }

    #[test]
    fn a_redirect_keeps_its_literals(literal in "[a-z/]{0,10}") {
        let target = RedirectTarget::read(&format!("https://a.example/{literal}{{{{{{uri}}}}}}")).unwrap();
        let expected = [
            TargetPart::Literal(format!("https://a.example/{literal}{{")),
            TargetPart::Uri,
            TargetPart::Literal("}".to_owned()),
        ];
        prop_assert_eq!(target.parts(), &expected[..]);
    }

    #[test]
    fn a_lone_dollar_reaches_the_container(before in "[a-z]{0,5}", after in "[ a-z]{0,5}") {
        let dollar = ComposeText::read(&format!("{before}${after}")).unwrap();
        prop_assert_eq!(dollar.as_str(), format!("{before}$${after}"));
        let variable = format!("{before}${{NAME:-{after}}}");
        let text = ComposeText::read(&variable).unwrap();
        prop_assert_eq!(text.as_str(), variable);
    }
}

#[test]
fn a_wildcard_stands_for_the_whole_first_label_only() {
    for text in ["*", "**.a.org", "a.*.org", "*a.org", "a*.org", "*.*.org", "*."] {
        assert!(HostPattern::read(text).is_err(), "{text}");
    }
}

#[test]
fn unicode_hosts_become_their_ascii_form() {
    assert_eq!(HostPattern::read("Grün.example").unwrap().as_str(), "xn--grn-ioa.example");
    assert_eq!(HostPattern::read("日本.example").unwrap().as_str(), "xn--wgv71a.example");
}
