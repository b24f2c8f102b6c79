# cofi_protos(NAME proto PROTOS cofi/budgets/v1/expenses.proto … GOOGLE google/type/money.proto …)
#
# Generates and compiles the messages (no gRPC stubs: services and clients are
# driven by descriptors) into the library cofi::NAME on floor 0. PROTOS are below
# the calling folder, GOOGLE below Google's npm package, and both are included by
# these names: "cofi/budgets/v1/expenses.pb.h", "google/type/money.pb.h".
#
# Makes gen/cofi.binpb too: all of them as a FileDescriptorSet with the comments; and
# gen/cofi/proto_files.h, because a descriptor pool cannot list what is linked.

set(COFI_GOOGLE_PROTOS
  ${CMAKE_SOURCE_DIR}/packaging/npm/node_modules/google-gax/build/protos)

function(cofi_protos)
  cmake_parse_arguments(arg "" "NAME" "PROTOS;GOOGLE" ${ARGN})
  if(NOT EXISTS ${COFI_GOOGLE_PROTOS})
    message(FATAL_ERROR "Google's protos are missing: ./dev build installs them from npm")
  endif()
  set(gen ${CMAKE_BINARY_DIR}/gen)
  file(MAKE_DIRECTORY ${gen})
  # protoc's own descriptor.proto and friends come before the npm package's newer
  # ones, which use a syntax that protoc 3.21 does not know.
  set(path -I ${CMAKE_CURRENT_SOURCE_DIR} -I ${Protobuf_INCLUDE_DIRS} -I ${COFI_GOOGLE_PROTOS})

  set(sources)
  set(headers)
  set(files)
  foreach(proto IN LISTS arg_PROTOS arg_GOOGLE)
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/${proto})
    if(proto IN_LIST arg_GOOGLE)
      set(file ${COFI_GOOGLE_PROTOS}/${proto})
    endif()
    string(REGEX REPLACE "proto$" "pb" stem ${gen}/${proto})
    add_custom_command(
      OUTPUT ${stem}.cc ${stem}.h
      DEPENDS ${file}
      DEPFILE ${stem}.d
      COMMAND protobuf::protoc ${path} --cpp_out=${gen} --dependency_out=${stem}.d ${proto}
      COMMENT "protoc ${proto}"
      VERBATIM)
    list(APPEND sources ${stem}.cc)
    list(APPEND headers ${stem}.h)
    list(APPEND files ${file})
  endforeach()

  add_custom_command(
    OUTPUT ${gen}/cofi.binpb
    DEPENDS ${files}
    COMMAND protobuf::protoc ${path} --include_source_info --include_imports
            --descriptor_set_out=${gen}/cofi.binpb ${arg_PROTOS}
    COMMENT "protoc cofi.binpb"
    VERBATIM)
  # What clang-tidy needs of a tree that is not compiled.
  add_custom_target(cofi_${arg_NAME}_generated DEPENDS ${headers} ${gen}/cofi.binpb)

  list(JOIN arg_PROTOS "\",\n    \"" names)
  file(CONFIGURE OUTPUT ${gen}/cofi/proto_files.h @ONLY CONTENT
"#pragma once
namespace cofi {
inline constexpr const char* kProtoFiles[] = {
    \"@names@\"};
}
")

  # -g0: nobody debugs generated code, and it would be most of the debug info.
  # Its undefined behaviour is protobuf's, and looking for it triples the time.
  add_library(cofi_${arg_NAME}_messages STATIC ${sources})
  target_compile_options(cofi_${arg_NAME}_messages PRIVATE -g0
    $<$<CONFIG:Asan>:-fno-sanitize=undefined>)
  target_include_directories(cofi_${arg_NAME}_messages SYSTEM PUBLIC ${gen})
  target_link_libraries(cofi_${arg_NAME}_messages PUBLIC third_party::protobuf)
  add_dependencies(cofi_${arg_NAME}_messages cofi_${arg_NAME}_generated)

  # Whole, because services are found by name in the descriptor pool, and the
  # linker would leave out a file that no code refers to.
  add_library(cofi_${arg_NAME} INTERFACE)
  add_library(cofi::${arg_NAME} ALIAS cofi_${arg_NAME})
  set_target_properties(cofi_${arg_NAME} PROPERTIES COFI_FLOOR 0)
  target_link_libraries(cofi_${arg_NAME} INTERFACE
    $<LINK_LIBRARY:WHOLE_ARCHIVE,cofi_${arg_NAME}_messages>)
endfunction()
