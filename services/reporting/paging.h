// Pages of a report's rows (AIP-158), which stand in a total order: a page goes on behind the
// last row of the one before, wherever that is by now.
//
//   COFI_ASSIGN_OR_RETURN(const PageCut<v1::Deadline> page, PageCut<v1::Deadline>::Of(request));
//   page.Cut(list->mutable_deadlines(), list->mutable_next_page_token());
//
// The rules that make rows say their order, `ComesBefore(a, b)`, and what of a row that looks at,
// `KeyOf(row)`. A token is the digest of its query and such a key.
#ifndef COFI_SERVICES_REPORTING_PAGING_H_
#define COFI_SERVICES_REPORTING_PAGING_H_

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/identifiers.h"
#include "base/status.h"
#include "db/pages.h"
#include "google/protobuf/repeated_field.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/pipeline_rules.h"
#include "services/rpc/standard.h"

namespace cofi::reporting {

template <typename Row>
class PageCut {
 public:
  // VALUE_OUT_OF_RANGE, PAGE_TOKEN_INVALID.
  template <typename Request>
  static absl::StatusOr<PageCut> Of(const Request& request) {
    PageCut page;
    COFI_ASSIGN_OR_RETURN(page.rows_max_, db::PageSize(request.page_size()));
    page.digest_ = Sha256(absl::StrCat(request.GetDescriptor()->full_name(), "\n",
                                       rpc::AskedBy(request)))
                       .substr(0, 8);
    if (request.page_token().empty()) return page;
    std::string bytes;
    if (!absl::WebSafeBase64Unescape(request.page_token(), &bytes)) return db::InvalidToken();
    absl::string_view key = bytes;
    if (!absl::ConsumePrefix(&key, page.digest_) ||
        !page.last_.emplace().ParseFromArray(key.data(), static_cast<int>(key.size()))) {
      return db::InvalidToken();
    }
    return page;
  }

  // Leaves the rows of this page, and sets the token of the next one if there are more.
  void Cut(google::protobuf::RepeatedPtrField<Row>* rows, std::string* next_page_token) const {
    const auto before = [](const Row& a, const Row& b) { return ComesBefore(a, b); };
    const auto first = last_.has_value()
                           ? std::upper_bound(rows->begin(), rows->end(), *last_, before)
                           : rows->begin();
    auto end = first;
    db::PageBounds bounds(rows_max_, /*at_once=*/false);
    while (end != rows->end() && bounds.Take(end->ByteSizeLong())) ++end;
    if (end != rows->end()) {
      *next_page_token = absl::WebSafeBase64Escape(
          absl::StrCat(digest_, KeyOf(*std::prev(end)).SerializeAsString()));
    }
    rows->erase(end, rows->end());
    rows->erase(rows->begin(), first);
  }

 private:
  int rows_max_ = 0;
  std::string digest_;
  // The last row of the page before.
  std::optional<Row> last_;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_PAGING_H_
