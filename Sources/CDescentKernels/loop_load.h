// Operands of one tile: `load` returns where the elements are, in place if it can be, otherwise
// in `tile`, which has room for a granule more than the longest tile. A scalar is written
// `scalar_length` times.

#define FILL (64 / T_SIZE)
#define MOST_AXES 32

INLINE T LOOP(element)(const descent_operand *o, int64_t index) {
  switch (o->type) {
    case DESCENT_FLOAT32: return (T)((const float *)o->data)[index];
    case DESCENT_FLOAT64: return (T)((const double *)o->data)[index];
    case DESCENT_INT32: return (T)((const int32_t *)o->data)[index];
    case DESCENT_UINT8:
    case DESCENT_BOOL: return (T)((const uint8_t *)o->data)[index];
  }
  return 0;
}

#define CONVERT(source) \
  { \
    const source *from = (const source *)o->data + offset; \
    if (stride == 1) \
      for (int64_t i = 0; i < n; i++) to[i] = (T)from[i]; \
    else \
      for (int64_t i = 0; i < n; i++) to[i] = (T)from[i * stride]; \
    break; \
  }

// to[i] = data[offset + i * stride]
INLINE void LOOP(convert)(const descent_operand *o, T *restrict to, int64_t offset,
                          int64_t stride, int64_t n) {
  switch (o->type) {
    case DESCENT_FLOAT32: CONVERT(float)
    case DESCENT_FLOAT64: CONVERT(double)
    case DESCENT_INT32: CONVERT(int32_t)
    case DESCENT_UINT8:
    case DESCENT_BOOL: CONVERT(uint8_t)
  }
}

// Writes whole cache lines, beyond n: what follows is written later, or is never read.
INLINE void LOOP(fill)(T *tile, T value, int64_t n) {
  for (int64_t i = 0; i < n; i += FILL)
    for (int64_t j = 0; j < FILL; j++) tile[i + j] = value;
}

// Continues the first `pattern` elements periodically up to n.
INLINE void LOOP(continue_pattern)(T *tile, int64_t pattern, int64_t n) {
  for (int64_t have = pattern, more; have < n; have += more) {
    more = have < n - have ? have : n - have;
    memcpy(tile + have, tile, (size_t)more * sizeof(T));
  }
}

INLINE void LOOP(load_periodic)(const descent_operand *o, T *tile, int64_t start, int64_t n) {
  int64_t phase = start % o->period;
  for (int64_t at = 0, run; at < n; at += run, phase = 0) {
    run = o->period - phase < n - at ? o->period - phase : n - at;
    LOOP(convert)(o, tile + at, phase, 1, run);
  }
}

INLINE void LOOP(load_counter)(const descent_operand *o, T *tile, int64_t start, int64_t n) {
  int64_t value = start / o->period % o->limit, left = o->period - start % o->period;
  for (int64_t at = 0; at < n;) {
    int64_t run = left < n - at ? left : n - at;
    LOOP(fill)(tile + at, (T)value, run);
    at += run;
    left = o->period;
    value = value + 1 == o->limit ? 0 : value + 1;
  }
}

INLINE void LOOP(load_repeated)(const descent_operand *o, T *tile, int64_t start, int64_t n) {
  int64_t index = start / o->period, left = o->period - start % o->period;
  for (int64_t at = 0, run; at < n; at += run, left = o->period) {
    run = left < n - at ? left : n - at;
    LOOP(fill)(tile + at, LOOP(element)(o, index++), run);
  }
}

// Rows come in any order, so the processor cannot foresee them: ask for one some rows ahead.
INLINE void LOOP(load_rows)(const descent_operand *o, T *tile, int64_t count, int64_t start,
                            int64_t n) {
  enum { AHEAD = 2 };
  int64_t size = type_size(o->type), rows = count / o->period;
  int64_t k = start / o->period, phase = start % o->period;
  for (int64_t at = 0, run; at < n; at += run, k++, phase = 0) {
    run = o->period - phase < n - at ? o->period - phase : n - at;
    int64_t later = k + AHEAD < rows ? o->rows[k + AHEAD] : -1;
    if (later >= 0 && later < o->row_count) {
      const char *from = (const char *)o->data + (later * o->period + phase) * size;
      for (int64_t byte = 0; byte < run * size; byte += 64) __builtin_prefetch(from + byte);
    }
    int64_t row = o->rows[k];
    if (row >= 0 && row < o->row_count)
      LOOP(convert)(o, tile + at, row * o->period + phase, 1, run);
    else
      LOOP(fill)(tile + at, (T)NAN, run);
  }
}

INLINE void LOOP(load_strided)(const descent_operand *o, T *tile, int64_t start, int64_t n) {
  int64_t index[MOST_AXES], offset = 0, last = o->rank - 1;
  if (o->rank > MOST_AXES) __builtin_trap();
  for (int64_t k = last, rest = start; k >= 0; k--) {
    index[k] = rest % o->sizes[k];
    rest /= o->sizes[k];
    offset += index[k] * o->strides[k];
  }
  for (int64_t at = 0; at < n;) {
    int64_t left = last < 0 ? n : o->sizes[last] - index[last];
    int64_t run = left < n - at ? left : n - at;
    int64_t stride = last < 0 ? 0 : o->strides[last];
    if (stride == 0)
      LOOP(fill)(tile + at, LOOP(element)(o, offset), run);
    else
      LOOP(convert)(o, tile + at, offset, stride, run);
    at += run;
    if (run < left || last < 0) return;
    offset -= index[last] * stride;
    index[last] = 0;
    for (int64_t k = last - 1; k >= 0; k--) {
      offset += o->strides[k];
      if (++index[k] < o->sizes[k]) break;
      offset -= o->sizes[k] * o->strides[k];
      index[k] = 0;
    }
  }
}

INLINE void LOOP(load_parts)(const descent_operand *o, T *restrict tile, int64_t start,
                             int64_t n) {
  const T *part = (const T *)o->data + start, *next = part + o->part_stride;
  if (o->type == T_TYPE && o->part_count > 1) {
    for (int64_t i = 0; i < n; i++) tile[i] = part[i] + next[i];
    for (int64_t p = 2; p < o->part_count; p++) {
      next += o->part_stride;
      for (int64_t i = 0; i < n; i++) tile[i] += next[i];
    }
    return;
  }
  LOOP(fill)(tile, 0, n);
  for (int64_t p = 0; p < o->part_count; p++)
    for (int64_t i = 0; i < n; i++)
      tile[i] += LOOP(element)(o, p * o->part_stride + start + i);
}

INLINE T *LOOP(load)(const descent_operand *o, T *tile, loop_held *held, int64_t count,
                     int64_t start, int64_t n, int64_t scalar_length) {
  int64_t padded = round_up(n, GRANULE / T_SIZE);
  bool own = o->type == T_TYPE && n == padded;
  // The two that nearly all operands are, before the others: a tile is short.
  if (o->access == DESCENT_DIRECT && own) return (T *)o->data + start;
  if (o->access == DESCENT_SCALAR && held->length > 0) return tile;
  int64_t pattern = 0, phase;
  switch (o->access) {
    case DESCENT_DIRECT:
      LOOP(convert)(o, tile, start, 1, n);
      break;
    case DESCENT_SCALAR:
      LOOP(fill)(tile, LOOP(element)(o, 0), scalar_length);
      held->length = scalar_length;
      return tile;
    case DESCENT_PERIODIC:
      pattern = o->period;
      phase = start % pattern;
      if (own && phase + n <= pattern) return (T *)o->data + phase;
      if (held->phase == phase && held->length >= n) return tile;
      *held = (loop_held){phase, n};
      LOOP(load_periodic)(o, tile, start, pattern < padded ? pattern : padded);
      break;
    case DESCENT_COUNTER:
      pattern = o->period * o->limit;
      phase = start % pattern;
      if (held->phase == phase && held->length >= n) return tile;
      *held = (loop_held){phase, n};
      LOOP(load_counter)(o, tile, start, pattern < padded ? pattern : padded);
      break;
    case DESCENT_REPEATED: LOOP(load_repeated)(o, tile, start, n); break;
    case DESCENT_ROWS: LOOP(load_rows)(o, tile, count, start, n); break;
    case DESCENT_STRIDED: LOOP(load_strided)(o, tile, start, n); break;
    case DESCENT_PARTS:
      if (own && o->part_count == 1) return (T *)o->data + start;
      LOOP(load_parts)(o, tile, start, n);
      break;
  }
  if (pattern)
    LOOP(continue_pattern)(tile, pattern, padded);
  else
    for (int64_t i = n; i < padded; i++) tile[i] = 0;
  return tile;
}

#undef CONVERT
#undef FILL
#undef MOST_AXES
