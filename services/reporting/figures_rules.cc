#include "services/reporting/figures_rules.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/fields.h"
#include "base/refusal.h"

namespace cofi::reporting {

Money Told(Wide minor, absl::string_view currency) {
  constexpr Wide kBeyond = static_cast<Wide>(kMinorMax) + 1;
  return MoneyFromMinor(static_cast<int64_t>(std::clamp(minor, -kBeyond, kBeyond)), currency);
}

bool CanBeTold(Wide minor) { return minor >= -kMinorMax && minor <= kMinorMax; }

int32_t PartOf(Wide part, Wide whole, int32_t full) {
  if (whole <= 0 || part == 0) return 0;
  if (part == whole) return full;
  const Wide doubled = 2 * part * full + whole;
  Wide rounded = doubled / (2 * whole);
  if (doubled < 0 && doubled % (2 * whole) != 0) --rounded;
  constexpr Wide kMost = std::numeric_limits<int32_t>::max();
  if (part < 0) return static_cast<int32_t>(std::clamp<Wide>(rounded, -kMost, -1));
  return static_cast<int32_t>(part < whole ? std::clamp<Wide>(rounded, 1, full - 1)
                                           : std::clamp<Wide>(rounded, full + 1, kMost));
}

std::optional<std::string> FigureTooLarge(const google::protobuf::Message& report,
                                          Language language) {
  const auto* reflection = report.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(report, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection->FieldSize(report, field) : 1;
    for (int i = 0; i < count; ++i) {
      const google::protobuf::Message& value =
          field->is_repeated() ? reflection->GetRepeatedMessage(report, field, i)
                               : reflection->GetMessage(report, field);
      if (!IsMoney(field)) {
        if (auto figure = FigureTooLarge(value, language)) return figure;
      } else if (!CanBeTold(Minor(static_cast<const Money&>(value)))) {
        return LabelOf(field, language);
      }
    }
  }
  return std::nullopt;
}

absl::Status RefuseFigure(absl::string_view figure) {
  return Refuse(type::v1::REASON_AMOUNT_OVERFLOW,
                {{"field", std::string(figure)}, {"limit", DecimalFromMinor(kMinorMax)}});
}

}  // namespace cofi::reporting
