//! The parts of the file beside the text: types, relations, styles, fonts, the page's foot.

use super::{Paper, escape};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/";
/// WordprocessingML's namespace.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Every part but the text, in the order in which they are written.
pub(super) fn around(paper: &Paper<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", core(paper)),
        ("word/_rels/document.xml.rels", document_relations()),
        ("word/styles.xml", styles(paper.language)),
        ("word/settings.xml", settings(paper.language)),
        ("word/fontTable.xml", fonts()),
        ("word/footer1.xml", footer()),
    ]
}

fn content_types() -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for (part, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("fontTable", "fontTable"),
        ("footer1", "footer"),
    ] {
        out.push_str(&format!(
            "<Override PartName=\"/word/{part}.xml\" ContentType=\"{TYPES}{kind}+xml\"/>"
        ));
    }
    out.push_str("<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>");
    out
}

fn package_relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"{PACKAGE}relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"
    )
}

fn document_relations() -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}relationships\">");
    for (at, (kind, target)) in [
        ("styles", "styles.xml"),
        ("settings", "settings.xml"),
        ("fontTable", "fontTable.xml"),
        ("footer", "footer1.xml"),
    ]
    .into_iter()
    .enumerate()
    {
        out.push_str(&format!(
            "<Relationship Id=\"rId{}\" Type=\"{RELATIONS}{kind}\" Target=\"{target}\"/>",
            at + 1
        ));
    }
    out.push_str("</Relationships>");
    out
}

/// The relation by which the text names the page's foot.
pub(super) const FOOTER: &str = "rId4";

fn core(paper: &Paper<'_>) -> String {
    let mut title = String::new();
    escape(&mut title, &paper.title);
    let date = utc(&paper.date);
    let dates = date.map_or_else(String::new, |date| {
        format!(
            "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:modified>"
        )
    });
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title><dc:creator>Teigen</dc:creator>{dates}</cp:coreProperties>"
    )
}

/// A date in UTC, which is the only form that every reader of properties takes.
fn utc(date: &str) -> Option<String> {
    let date: jiff::Timestamp = date.parse().ok()?;
    let seconds = jiff::Timestamp::from_second(date.as_second()).ok()?;
    Some(seconds.to_string())
}

/// Japanese text is set in 游明朝, headings in 游ゴシック; [`fonts`] names what stands in for them.
fn styles(language: &str) -> String {
    let (text, heading) = ("游明朝", "游ゴシック");
    let fonts = |name: &str| {
        format!(
            "<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:eastAsia=\"{name}\" w:cs=\"Times New Roman\"/>"
        )
    };
    let lang = format!("<w:lang w:val=\"en-US\" w:eastAsia=\"{language}\"/>");
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let bold = format!("{}<w:b/><w:bCs/>", fonts(heading));
    let mut out = format!(
        "{HEAD}<w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr>{}<w:sz w:val=\"19\"/><w:szCs w:val=\"19\"/>{lang}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"40\" w:line=\"300\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>",
        fonts(text)
    );
    out.push_str("<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>");
    out.push_str("<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/><w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"100\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"100\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>");
    for (id, name, paragraph, run) in [
        (
            "TeigenTitle",
            "Teigen Title",
            "<w:keepNext/><w:spacing w:after=\"120\"/><w:jc w:val=\"center\"/>",
            format!("{bold}<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>"),
        ),
        (
            "TeigenDocument",
            "Teigen Document",
            "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"0\"/>",
            format!("{bold}<w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/>"),
        ),
        (
            "TeigenNote",
            "Teigen Note",
            "<w:keepNext/>",
            "<w:sz w:val=\"17\"/><w:szCs w:val=\"17\"/>".to_owned(),
        ),
        (
            "TeigenLabel",
            "Teigen Label",
            "<w:keepNext/><w:jc w:val=\"center\"/>",
            fonts(heading),
        ),
        (
            "TeigenHeading",
            "Teigen Heading",
            "<w:keepNext/>",
            bold.clone(),
        ),
        ("TeigenText", "Teigen Text", "", String::new()),
        (
            "TeigenCode",
            "Teigen Code",
            "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F2F2F2\"/>",
            format!(
                "{}<w:sz w:val=\"17\"/><w:szCs w:val=\"17\"/>",
                fonts("ＭＳ ゴシック")
            ),
        ),
        (
            "TeigenRemark",
            "Teigen Remark",
            "",
            "<w:sz w:val=\"17\"/><w:szCs w:val=\"17\"/>".to_owned(),
        ),
    ] {
        out.push_str(&style(id, name, paragraph, &run));
    }
    out.push_str("</w:styles>");
    out
}

fn settings(language: &str) -> String {
    format!(
        "{HEAD}<w:settings xmlns:w=\"{W}\"><w:defaultTabStop w:val=\"840\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"{language}\"/></w:settings>"
    )
}

/// The fonts and what to use where they are missing.
fn fonts() -> String {
    let mut out = format!("{HEAD}<w:fonts xmlns:w=\"{W}\">");
    for (name, instead, family) in [
        ("游明朝", "ＭＳ 明朝", "roman"),
        ("游ゴシック", "ＭＳ ゴシック", "swiss"),
        ("ＭＳ ゴシック", "MS Gothic", "modern"),
    ] {
        out.push_str(&format!(
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"80\"/><w:family w:val=\"{family}\"/></w:font>"
        ));
    }
    out.push_str("</w:fonts>");
    out
}

/// The number of the page, of how many.
fn footer() -> String {
    let field = |name: &str| {
        format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>")
    };
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{W}\"><w:p><w:pPr><w:pStyle w:val=\"TeigenRemark\"/><w:jc w:val=\"center\"/></w:pPr>{}<w:r><w:t xml:space=\"preserve\"> / </w:t></w:r>{}</w:p></w:ftr>",
        field("PAGE"),
        field("NUMPAGES")
    )
}
