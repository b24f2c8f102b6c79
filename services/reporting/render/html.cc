#include "services/reporting/render/html.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/readable.h"
#include "base/refusal.h"
#include "base/text.h"
#include "services/reporting/render/embedded_text.h"
#include "services/reporting/render/renderer.h"
#include "services/reporting/render/words.h"

namespace cofi::reporting {
namespace {

constexpr char kUntitled[] = "Cofi";

using v1::Block;
using v1::Document;

// A file has no server that could say it: no script, no other host, no style but its own.
constexpr char kPolicy[] = "default-src 'none'; style-src 'unsafe-inline'";
// On paper, a table of more columns lies on its side.
constexpr int64_t kUprightColumnsMax = 7;
// On a screen that is not so wide, a row becomes lines with a label each: a telephone for all
// tables, a tablet for wide ones. The unit is the letter's.
constexpr int64_t kColumnEms = 8;
constexpr int64_t kNarrowEmsMin = 40;
constexpr int64_t kNarrowEmsMax = 64;
constexpr char kSign[] = "\u26A0";
constexpr char kBetween[] = " · ";

// How many columns the widest table shows.
int64_t ColumnsOf(const Document& document) {
  int64_t columns = 0;
  for (const Block& block : document.blocks()) {
    const std::vector<bool> shown = ShownColumns(block.table());
    columns = std::max<int64_t>(columns, std::count(shown.begin(), shown.end(), true));
  }
  return columns;
}

// Parts that stay whole where there is room, with a point between those that share a line.
template <typename Parts>
void WriteParts(const Parts& parts, Markup* markup) {
  bool first = true;
  for (const std::string& part : parts) {
    if (!first) markup->Say(kBetween);
    first = false;
    markup->Whole("span", part);
  }
}

class PageWriter {
 public:
  PageWriter(const Document& document, std::string* out)
      : document_(document), language_(LanguageOf(document)), markup_(out) {}

  void Write() {
    markup_.Raw("<!DOCTYPE html>\n");
    markup_.Begin("html", {{"lang", std::string(TagOf(language_))}});
    WriteHead();
    markup_.Begin("body");
    WriteHeader();
    markup_.Begin("main");
    for (const Block& block : document_.blocks()) WriteBlock(block);
    markup_.End();
    WriteFooter();
    markup_.End();
    markup_.End();
    markup_.Raw("\n");
  }

 private:
  void WriteHead() {
    markup_.Begin("head");
    markup_.Empty("meta", {{"charset", "utf-8"}});
    markup_.Empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", kPolicy}});
    markup_.Empty("meta",
                  {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    if (IsSet(document_.as_of_date())) {
      markup_.Empty("meta",
                    {{"name", "dcterms.created"}, {"content", IsoDate(document_.as_of_date())}});
    }
    // A page must have one, for who hears it.
    markup_.Whole("title", document_.title().empty() ? kUntitled : document_.title());
    markup_.Begin("style");
    markup_.Raw(EmbeddedText("style.css"));
    const int64_t columns = ColumnsOf(document_);
    markup_.Raw(absl::StrCat("@media screen and (max-width:",
                             std::clamp(columns * kColumnEms, kNarrowEmsMin, kNarrowEmsMax),
                             "em){\n", EmbeddedText("narrow.css"), "}\n"));
    if (columns > kUprightColumnsMax) markup_.Raw("@page{size:A4 landscape}\n");
    markup_.End();
    markup_.End();
  }

  void WriteHeader() {
    markup_.Begin("header");
    markup_.Whole("h1", document_.title());
    if (!document_.facts().empty()) {
      markup_.Begin("p", {{"class", "facts"}});
      WriteParts(document_.facts(), &markup_);
      markup_.End();
    }
    for (const v1::OmittedProject& omitted : document_.omitted()) {
      markup_.Whole(
          "p", absl::Substitute(words::kLeftOut.In(language_), omitted.project(), omitted.why()),
          {{"class", "warning"}});
    }
    markup_.End();
  }

  void WriteBlock(const Block& block) {
    switch (block.content_case()) {
      case Block::kTable:
        WriteTable(block.table(), document_.title(), language_, &markup_);
        break;
      case Block::kFigures:
        WriteFigures(block.figures());
        break;
      case Block::kParagraph:
        markup_.Begin("p", {{"class", block.paragraph().warning() ? "warning" : ""}});
        if (block.paragraph().warning()) WriteWarning(language_, &markup_);
        WriteParts(block.paragraph().parts(), &markup_);
        markup_.End();
        break;
      case Block::kChart:
        WriteChart(block.chart());
        break;
      case Block::kEvents:
        // They stand in a table too.
      case Block::CONTENT_NOT_SET:
        break;
    }
    markup_.Raw("\n");
  }

  void WriteFigures(const v1::Figures& figures) {
    markup_.Begin("dl", {{"class", "figures"}});
    for (const v1::Figures::Figure& figure : figures.figures()) {
      const std::string value = CellText(figure.value(), {}, language_);
      markup_.Begin("div");
      markup_.Whole("dt", figure.label());
      markup_.Whole("dd", value.empty() ? figure.sentence() : value,
                    {{"class", value.empty() ? "" : "value"}, {"data-ref", figure.value().ref()}});
      // Not what label and value say already.
      if (!value.empty() && !figure.sentence().empty() &&
          Fold(figure.sentence()) != Fold(absl::StrCat(figure.label(), " ", value))) {
        markup_.Whole("dd", figure.sentence());
      }
      markup_.End();
    }
    markup_.End();
  }

  void WriteChart(const v1::Chart& chart) {
    const std::string svg = DrawChart(chart, language_);
    if (svg.empty()) return;
    markup_.Begin("figure");
    markup_.Begin("figcaption");
    markup_.Whole("strong", chart.title());
    markup_.Say(" ");
    markup_.Say(chart.caption());
    markup_.End();
    markup_.Raw(svg);
    markup_.End();
  }

  void WriteFooter() {
    markup_.Begin("footer");
    std::vector<std::string> said;
    if (IsSet(document_.as_of_date())) {
      said.push_back(
          absl::Substitute(words::kDay.In(language_), DateText(document_.as_of_date(), language_)));
    }
    if (document_.has_known_at()) {
      said.push_back(absl::Substitute(words::kKnownAt.In(language_), KnownAtText()));
    }
    std::vector<std::string> positions;
    positions.reserve(document_.journal_positions_size());
    for (const type::v1::JournalPosition& position : document_.journal_positions()) {
      positions.push_back(absl::StrCat(position.journal(), position.root().empty() ? "" : " ",
                                       position.root(), " ", position.sequence()));
    }
    if (!positions.empty()) {
      said.push_back(
          absl::Substitute(words::kMadeFrom.In(language_), absl::StrJoin(positions, ", ")));
    }
    markup_.Begin("p");
    WriteParts(said, &markup_);
    markup_.End();
    markup_.End();
  }

  std::string KnownAtText() const {
    absl::TimeZone zone;
    absl::LoadTimeZone(document_.time_zone(), &zone);
    const absl::Time time = absl::FromUnixSeconds(document_.known_at().seconds());
    return absl::StrCat(FormatDate(absl::ToCivilDay(time, zone), language_),
                        absl::FormatTime(" %H:%M %Z", time, zone));
  }

  const Document& document_;
  const Language language_;
  Markup markup_;
};

class HtmlRenderer final : public Renderer {
 public:
  absl::Status Add(const Document& part, std::string* /*out*/) override {
    AppendPart(part, &whole_);
    const int64_t rows = RowCount(whole_);
    if (rows <= kPageRowsMax) return absl::OkStatus();
    return Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                  {{"field", absl::StrCat("query.", whole_.report())},
                   {"value", absl::StrCat(rows)},
                   {"limit", absl::StrCat(kPageRowsMax)}});
  }
  absl::Status Finish(std::string* out) override {
    *out += HtmlPage(whole_);
    return absl::OkStatus();
  }

 private:
  Document whole_;
};

}  // namespace

void WriteWarning(Language language, Markup* markup) {
  markup->Whole("span", kSign, {{"class", "sign"}, {"aria-hidden", "true"}});
  markup->Whole("span", words::kWarning.In(language), {{"class", "unseen"}});
  markup->Say(" ");
}

std::string HtmlPage(const Document& document) {
  std::string page;
  PageWriter(document, &page).Write();
  return page;
}

std::unique_ptr<Renderer> MakeHtmlRenderer() { return std::make_unique<HtmlRenderer>(); }

}  // namespace cofi::reporting
