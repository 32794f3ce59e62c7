# Turns the headers' comments into those that doxygen reads, line by line.

# A rule between two parts of a file belongs to nothing.
/^ *\/\* -{4}/b
# The comment that opens a file, "name.h - what it is for", is the file's.
1s|^/\* ([a-z]+\.h) - |/** @file \1\n * |
# A comment of its own line belongs to what follows, one behind code to that code.
s|^( *)/\* |\1/** |
s|([;,{(=]) +/\* |\1 /**< |
s|([A-Za-z0-9_)]) +/\* |\1 /**< |
# Members that mean the same in every struct.
s|^( +uint32_t size;)$|\1 /**< sizeof the struct, which may grow at its end */|
s|^( +int32_t n(_[a-z]+)?;)$|\1 /**< how many there are */|
s|^( +bool null;)$|\1 /**< there is no value */|
s|^( +const struct toba_host \*host;)$|\1 /**< what the inline functions call */|
s|^( +void \*user;)$|\1 /**< the caller's own */|
