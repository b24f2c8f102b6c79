// Pages of rows that are worked out as a whole (AIP-158) and stand in a total order: a page goes
// on behind the last row of the one before, wherever that is by now.
//
//   constexpr RowOrder<Deadline> kOrder = {&ComesBefore, &KeyOf};
//   COFI_ASSIGN_OR_RETURN(const auto page, PageCut<Deadline>::Of(request));
//   page.Cut(kOrder, list->mutable_deadlines(), list->mutable_next_page_token());
#ifndef COFI_SERVICES_RPC_PAGE_CUT_H_
#define COFI_SERVICES_RPC_PAGE_CUT_H_

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
#include "services/rpc/standard.h"

namespace cofi::rpc {

template <typename Row>
struct RowOrder {
  bool (*comes_before)(const Row& a, const Row& b);
  // The row with what the order looks at, and nothing else. It must hold of any values: a caller
  // may have made them up.
  Row (*key_of)(const Row& row);
};

template <typename Row>
class PageCut {
 public:
  // The page that a request asks for. VALUE_OUT_OF_RANGE, PAGE_TOKEN_INVALID.
  template <typename Request>
  static absl::StatusOr<PageCut> Of(const Request& request) {
    PageCut page;
    COFI_ASSIGN_OR_RETURN(page.rows_max_, db::PageSize(request.page_size()));
    page.digest_ =
        Sha256(absl::StrCat(request.GetDescriptor()->full_name(), "\n", AskedBy(request)))
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

  int rows_max() const { return rows_max_; }
  // The last row of the page before: of it, what the order looks at.
  const std::optional<Row>& last() const { return last_; }
  // The token of the page behind a row, of which that is the key.
  std::string TokenBehind(const Row& key) const {
    return absl::WebSafeBase64Escape(absl::StrCat(digest_, key.SerializeAsString()));
  }

  // Leaves the rows of this page, and sets the token of the next one if there are more: the
  // digest of the query, and the key of the last row.
  void Cut(const RowOrder<Row>& order, google::protobuf::RepeatedPtrField<Row>* rows,
           std::string* next_page_token) const {
    const auto first =
        last_.has_value() ? std::upper_bound(rows->begin(), rows->end(), *last_, order.comes_before)
                          : rows->begin();
    auto end = first;
    db::PageBounds bounds(rows_max_, /*at_once=*/false);
    while (end != rows->end() && bounds.Take(end->ByteSizeLong())) ++end;
    if (end != rows->end()) {
      *next_page_token = TokenBehind(order.key_of(*std::prev(end)));
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

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_PAGE_CUT_H_
