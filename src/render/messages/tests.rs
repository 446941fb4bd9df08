//! Messages in single cases.

use super::*;

const ENGLISH: &str = "menu = Menu\ncount =\n    { $n ->\n        [one] { $n } document\n       *[other] { $n } documents\n    }\nnumber = #{ NUMBER($n, useGrouping: \"false\") }\nsaid = { $who }: { menu }\n";

fn messages(files: &[(&str, &str)]) -> Result<Messages, String> {
    let mut collected = Files::default();
    let own = [("messages/en.ftl", ENGLISH), ("messages/ja.ftl", ENGLISH)];
    for (name, text) in own.iter().chain(files) {
        let tag = language_of(name).expect("a language");
        let added = collected.add(tag, name, text.as_bytes().to_vec());
        added.map_err(|error| error.to_string())?;
    }
    collected.messages().map_err(|error| error.to_string())
}

fn language(code: &str) -> Language {
    Language::new(Tag::parse(code).expect("a tag"))
}

fn say(messages: &Messages, code: &str, name: &str, n: u64) -> String {
    let (_, texts) = messages.of(language(code));
    let texts = texts.as_map().expect("a table");
    let text = &texts[&Key::Str(name)];
    match text.as_map() {
        Some(token) => {
            let arguments = [
                ("n", Argument::Number(n)),
                ("who", Argument::Words("甲".into())),
            ];
            messages.fill(token, arguments.into_iter()).expect(name)
        }
        None => text.as_str().expect("a text").to_owned(),
    }
}

fn refused(files: &[(&str, &str)], expected: &str) {
    let problem = messages(files).err().expect("it is refused");
    assert_eq!(problem, expected);
}

#[test]
fn numbers_are_grouped_and_choose_their_plural() {
    let messages = messages(&[]).expect("it reads");
    for (name, n, expected) in [
        ("count", 1, "1 document"),
        ("count", 0, "0 documents"),
        ("count", 9_679, "9,679 documents"),
        ("number", 9_679, "#9679"),
        ("said", 0, "甲: Menu"),
        ("menu", 0, "Menu"),
    ] {
        assert_eq!(say(&messages, "en", name, n), expected);
    }
}

#[test]
fn the_number_of_something_may_be_words() {
    let messages = messages(&[]).expect("it reads");
    let (_, texts) = messages.of(language("en"));
    let token = texts
        .as_map()
        .and_then(|texts| texts[&Key::Str("number")].as_map());
    let arguments = std::iter::once(("n", Argument::Words("12".into())));
    let text = messages.fill(token.expect("a token"), arguments);
    assert_eq!(text.as_deref(), Ok("#12"));
}

#[test]
fn a_file_replaces_single_messages() {
    let messages = messages(&[("messages/en.ftl", "menu = Choose\n")]).expect("it reads");
    assert_eq!(say(&messages, "en", "menu", 1), "Choose");
    assert_eq!(say(&messages, "en", "said", 1), "甲: Choose");
    assert_eq!(say(&messages, "en", "count", 1), "1 document");
}

#[test]
fn a_new_language_takes_what_it_lacks_from_english() {
    let french = "count = { $n ->\n    [one] { $n } texte\n   *[other] { $n } textes\n  }\n";
    let messages = messages(&[("messages/fr.ftl", french)]).expect("it reads");
    assert_eq!(say(&messages, "fr", "count", 0), "0 texte");
    assert_eq!(say(&messages, "fr", "count", 2_000), "2,000 textes");
    assert_eq!(say(&messages, "fr", "menu", 0), "Menu");
    assert_eq!(messages.missing(language("fr")), (3, 4));
    assert_eq!(messages.missing(language("de")), (4, 4));
    assert_eq!(messages.missing(language("ja")), (0, 4));
    assert_eq!(messages.missing(language("en-GB")), (0, 4));
    assert_eq!(messages.of(language("fr")).0.as_str(), "fr");
    assert_eq!(messages.of(language("de")).0.as_str(), "en");
}

#[test]
fn scripts_get_each_form_with_a_place_for_the_number() {
    let messages = messages(&[]).expect("it reads");
    let token = |code: &str, name: &str| {
        let (_, texts) = messages.of(language(code));
        let texts = texts.as_map().expect("a table");
        forms(texts[&Key::Str(name)].as_map().expect("a token"))
            .expect("forms")
            .to_owned()
    };
    assert_eq!(
        token("en", "count"),
        "{\"one\":\"{n} document\",\"other\":\"{n} documents\"}"
    );
    assert_eq!(token("ja", "count"), "{n} documents");
    assert_eq!(token("en", "number"), "#{n}");
}

#[test]
fn a_currency_of_a_message_does_not_take_a_number_s_place() {
    let english = "count = { NUMBER($n, currency: \"USD\") } documents\n";
    let messages = messages(&[("messages/en.ftl", english)]).expect("it reads");
    assert_eq!(say(&messages, "en", "count", 3), "3 documents");
}

#[test]
fn messages_that_name_one_another_many_times_are_looked_into_once() {
    let many = |name: &str| format!("{{ {name} }}").repeat(24);
    let chain = ["menu", "said", "number"];
    let text: String = chain
        .windows(2)
        .map(|pair| format!("{} = {}\n", pair[0], many(pair[1])))
        .collect();
    assert!(
        messages(&[("messages/ja.ftl", &text)]).is_err(),
        "`said` would need the argument of `number`"
    );
}

#[test]
fn what_no_template_knows_is_refused_where_it_stands() {
    refused(
        &[("messages/ja.ftl", "# 題\n\nmenus = x\n")],
        "messages/ja.ftl:3: no message is called `menus`; the nearest is `menu`",
    );
    refused(
        &[("messages/ja.ftl", "menu = x\ncount = { $m }\n")],
        "messages/ja.ftl:2: `count` has no argument `$m`: it takes `$n`",
    );
    refused(
        &[("messages/ja.ftl", "menu = { $n }\n")],
        "messages/ja.ftl:1: `menu` has no argument `$n`: it takes none",
    );
    refused(
        &[("messages/ja.ftl", "menu = x\n\nmenu = y\n")],
        "messages/ja.ftl:1: `menu` is there twice",
    );
}

#[test]
fn what_is_no_fluent_is_refused_where_it_stands() {
    let problem = messages(&[("messages/ja.ftl", "menu = x\nnext = { $n\n")]).err();
    let problem = problem.expect("it is refused");
    assert!(
        problem.starts_with("messages/ja.ftl:2: no Fluent: "),
        "{problem}"
    );
}

#[test]
fn a_message_that_cannot_be_made_is_refused() {
    for text in [
        "menu = { menu }\n",
        "menu = { nothing }\n",
        "menu = { -brand }\n",
        "menu = { F() }\n",
    ] {
        let problem = messages(&[("messages/ja.ftl", text)]).err().expect(text);
        assert!(
            problem.starts_with("messages/ja.ftl:1: `menu`: "),
            "{problem}"
        );
    }
}
