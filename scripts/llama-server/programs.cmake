# llama-server and its companions from the source that node-llama-cpp carries, on the libraries that it ships: only the programs
# themselves are compiled, and one build runs on the processor, on CUDA and on Vulkan, whichever libraries are beside it.
#   LLAMA_SOURCE     the source
#   LLAMA_LIBRARIES  folder of the shared libraries for the processor
cmake_minimum_required(VERSION 3.18)
project(cloister-llama-server C CXX)

# Its own files name their places by this.
set(PROJECT_SOURCE_DIR ${LLAMA_SOURCE})
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_FLAGS_RELEASE -O2)
set(CMAKE_EXPORT_COMPILE_COMMANDS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
# The libraries are found by LD_LIBRARY_PATH, which chooses the variant.
set(CMAKE_SKIP_RPATH ON)
# With static parts each program is one file.
set(BUILD_SHARED_LIBS OFF)
set(LLAMA_VERSION_BASE 0)
set(LLAMA_VERSION_MAJOR 0)
set(LLAMA_BUILD_NUMBER 0)
set(LLAMA_BUILD_COMMIT prebuilt)
set(LLAMA_OPENSSL OFF)
set(LLAMA_BUILD_COMMON ON)
set(LLAMA_BUILD_TOOLS OFF)
set(LLAMA_TOOLS_INSTALL OFF)
set(LLAMA_BUILD_UI OFF CACHE BOOL "" FORCE)
set(LLAMA_USE_PREBUILT_UI OFF CACHE BOOL "" FORCE)
set(MTMD_VIDEO OFF CACHE BOOL "" FORCE)
add_compile_options(-w)
list(APPEND CMAKE_MODULE_PATH ${LLAMA_SOURCE}/cmake)

find_package(Threads REQUIRED)
function(llama_add_compile_flags)
endfunction()
function(license_add_file)
endfunction()

# The file names carry llama.cpp's version; there is one of each.
function(prebuilt TARGET PATTERN INCLUDE)
    file(GLOB LIBRARY ${LLAMA_LIBRARIES}/${PATTERN})
    add_library(${TARGET} SHARED IMPORTED GLOBAL)
    set_target_properties(${TARGET} PROPERTIES IMPORTED_LOCATION "${LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${INCLUDE}")
endfunction()
prebuilt(ggml-base "libggml-base.so" ${LLAMA_SOURCE}/ggml/include)
prebuilt(ggml "libggml.v*.so" ${LLAMA_SOURCE}/ggml/include)
prebuilt(llama "libllama.v*.so" ${LLAMA_SOURCE}/include)
prebuilt(llama-common "libllama-common.so" ${LLAMA_SOURCE}/common)
set_property(TARGET ggml PROPERTY INTERFACE_LINK_LIBRARIES ggml-base)
set_property(TARGET llama PROPERTY INTERFACE_LINK_LIBRARIES ggml)
set_property(TARGET llama-common PROPERTY INTERFACE_LINK_LIBRARIES llama vendor::nlohmann vendor::sheredom)
set_property(TARGET llama-common APPEND PROPERTY INTERFACE_COMPILE_DEFINITIONS LLAMA_SUBPROCESS)

add_subdirectory(${LLAMA_SOURCE}/vendor vendor EXCLUDE_FROM_ALL)
add_subdirectory(${LLAMA_SOURCE}/tools/mtmd mtmd EXCLUDE_FROM_ALL)
add_subdirectory(${LLAMA_SOURCE}/tools/ui ui EXCLUDE_FROM_ALL)
foreach(TOOL server perplexity llama-bench batched-bench)
    add_subdirectory(${LLAMA_SOURCE}/tools/${TOOL} ${TOOL} EXCLUDE_FROM_ALL)
endforeach()
add_custom_target(programs DEPENDS llama-server llama-perplexity llama-bench llama-batched-bench)
