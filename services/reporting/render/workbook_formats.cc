#include "services/reporting/render/workbook_formats.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace cofi::reporting {
namespace {

constexpr int kDepthMax = 15;
constexpr size_t kDepths = kDepthMax + 1;
constexpr lxw_color_t kWarningFill = 0xFFF2CC;
constexpr double kTitlePoints = 14;

// Text is `@`: what begins with `=` stays text also when somebody edits it.
std::string NumberFormat(size_t number, const std::vector<std::string>& currencies,
                         Language language) {
  switch (number) {
    case Formats::kMarkedText:
      return "\"! \"@";
    case Formats::kDate:
      return Text{"yyyy-mm-dd", "dd/mm/yyyy"}.In(language);
    case Formats::kShare:
      return "0.00%";
    case Formats::kWholeShare:
      return "0%";
    case Formats::kCount:
      return "#,##0";
    default:
      break;
  }
  if (number < Formats::kAmount) return "@";
  std::string positive = "#,##0.00";
  if (number > Formats::kAmount) {
    absl::StrAppend(&positive, " \"", currencies[number - Formats::kAmount], "\"");
  }
  return absl::StrCat(positive, ";[Red]-", positive);
}

}  // namespace

Formats::Formats(lxw_workbook* workbook, Language language)
    : workbook_(workbook), language_(language) {}

size_t Formats::Amount(absl::string_view currency) {
  if (currency.empty()) return kAmount;
  auto found = std::find(currencies_.begin(), currencies_.end(), currency);
  if (found == currencies_.end()) {
    // In a format, anything but letters might be a command.
    std::string code(currency);
    std::replace_if(
        code.begin(), code.end(), [](char c) { return !absl::ascii_isalpha(c); }, '?');
    found = std::find(currencies_.begin(), currencies_.end(), code);
    if (found == currencies_.end()) found = currencies_.insert(found, code);
  }
  return kAmount + (found - currencies_.begin());
}

lxw_format* Formats::Of(const CellStyle& style) {
  const int depth = std::clamp(style.depth, 0, kDepthMax);
  const size_t index =
      ((style.number * kEmphases + static_cast<size_t>(style.emphasis)) * 2 + style.warning) *
          kDepths +
      depth;
  if (index >= made_.size()) made_.resize(index + 1);
  if (made_[index] == nullptr) made_[index] = Make(style, depth);
  return made_[index];
}

lxw_format* Formats::Make(const CellStyle& style, int depth) {
  lxw_format* const format = workbook_add_format(workbook_);
  format_set_num_format(format, NumberFormat(style.number, currencies_, language_).c_str());
  if (style.number == kRightText) format_set_align(format, LXW_ALIGN_RIGHT);
  if (style.emphasis != Emphasis::kPlain) format_set_bold(format);
  if (style.emphasis == Emphasis::kHead) format_set_bottom(format, LXW_BORDER_THIN);
  if (style.emphasis == Emphasis::kTotal) format_set_top(format, LXW_BORDER_THIN);
  if (style.emphasis == Emphasis::kTitle) format_set_font_size(format, kTitlePoints);
  if (style.warning) format_set_bg_color(format, kWarningFill);
  if (depth > 0) format_set_indent(format, static_cast<uint8_t>(depth));
  return format;
}

}  // namespace cofi::reporting
