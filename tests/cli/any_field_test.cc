// Fields of kinds that the API lacks today are typed, compared and printed as well.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "base/readable.h"
#include "clients/cli/commands/compare.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/csv.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/values.h"
#include "tests/cli/parsed.h"
#include "tests/db/specimen.pb.h"
#include "tests/reasons.h"

namespace cofi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::Specimen;

const FieldDescriptor* Field(const char* name) {
  return Specimen::descriptor()->FindFieldByName(name);
}

TEST(AnyField, HasACellInATable) {
  const auto specimen = Parsed<Specimen>(R"pb(
    content: "\000\377"
    pieces: [ "a", "\001" ]
    small_numbers: [ 0, -1 ]
    numbers: [ 0, 9223372036854775807, -9223372036854775808 ]
    kinds: [ KIND_ONE, KIND_TWO ]
    answers: [ true, false ]
  )pb");
  const auto cell = [&](const char* field) {
    return Cell(specimen, Field(field), Language::kEnglish);
  };
  EXPECT_EQ(cell("content"), "AP8=");
  EXPECT_EQ(cell("pieces"), "YQ==; AQ==");
  EXPECT_EQ(cell("small_numbers"), "0; -1");
  EXPECT_EQ(cell("numbers"), "0; 9223372036854775807; -9223372036854775808");
  EXPECT_EQ(cell("kinds"), "one; two");
  EXPECT_EQ(cell("answers"), "yes; –");
  EXPECT_EQ(JsonLine(JsonOf(specimen, Field("content"))), "\"AP8=\"");
  EXPECT_EQ(CsvValue(specimen, FieldPath::Find(Specimen::descriptor(), "content")), "AP8=");
}

TEST(AnyField, IsTypedAsItIsPrinted) {
  Specimen specimen;
  Identifiers known;
  const auto set = [&](const char* field, const char* text) {
    return SetFromText(&specimen, Field(field), text, Language::kEnglish, &known);
  };
  ASSERT_THAT(set("content", "AP8="), IsOk());
  EXPECT_EQ(specimen.content(), std::string("\0\xff", 2));
  EXPECT_THAT(set("content", "é"), IsReason(type::v1::REASON_VALUE_MALFORMED));
  ASSERT_THAT(set("numbers", "7"), IsOk());
  ASSERT_THAT(set("numbers", "-8"), IsOk());
  EXPECT_THAT(specimen.numbers(), ElementsAre(7, -8));
  EXPECT_EQ(PlaceholderOf(Field("content"), Language::kEnglish), "BASE64");
}

TEST(AnyField, IsCompared) {
  for (const auto& [path, one, other] :
       {std::tuple("content", "content: 'a'", "content: 'b'"),
        std::tuple("numbers", "numbers: [1, 2]", "numbers: [1, 3]"),
        std::tuple("small_numbers", "small_numbers: [1]", "small_numbers: [2]"),
        std::tuple("answers", "answers: [true]", "answers: [false]"),
        std::tuple("kinds", "kinds: [KIND_ONE]", "kinds: [KIND_TWO]")}) {
    const std::vector<FieldPath> paths = {FieldPath::Find(Specimen::descriptor(), path)};
    EXPECT_THAT(Differences(paths, Parsed<Specimen>(one), Parsed<Specimen>(one)), IsEmpty());
    EXPECT_THAT(Differences(paths, Parsed<Specimen>(one), Parsed<Specimen>(other)),
                ElementsAre(path));
  }
}

}  // namespace
}  // namespace cofi::cli
