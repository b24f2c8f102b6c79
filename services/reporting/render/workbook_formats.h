// How the cells of a workbook look: each format is made once, and found by a look at an array,
// because a workbook has a million cells and a dozen formats.
#ifndef COFI_SERVICES_REPORTING_RENDER_WORKBOOK_FORMATS_H_
#define COFI_SERVICES_REPORTING_RENDER_WORKBOOK_FORMATS_H_

#include <xlsxwriter.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/language.h"

namespace cofi::reporting {

// What a row is to the eye.
enum class Emphasis {
  kPlain,
  kStrong,  // Groups and subtotals.
  kHead,
  kTotal,
  kTitle,
};
inline constexpr size_t kEmphases = 5;

struct CellStyle {
  // Of Formats: which kind of value.
  size_t number = 0;
  Emphasis emphasis = Emphasis::kPlain;
  bool warning = false;
  int depth = 0;
};

class Formats {
 public:
  // Kinds of values; those of amounts come after them.
  enum Number : size_t {
    kText,
    // The text of a row that warns, which is marked: a colour alone is not seen by everybody, nor
    // on paper.
    kMarkedText,
    // The head of a column of numbers.
    kRightText,
    kDate,
    kShare,
    kWholeShare,
    kCount,
    kAmount,
  };

  // The workbook must stay.
  Formats(lxw_workbook* workbook, Language language);

  // The kind of an amount in this currency.
  size_t Amount(absl::string_view currency);

  lxw_format* Of(const CellStyle& style);

 private:
  lxw_format* Make(const CellStyle& style, int depth);

  lxw_workbook* const workbook_;
  const Language language_;
  std::vector<std::string> currencies_ = {"EUR"};
  std::vector<lxw_format*> made_;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_WORKBOOK_FORMATS_H_
