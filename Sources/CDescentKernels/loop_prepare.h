// Translates the instructions of a loop to steps, once per run.

// Writes the steps before `end` and returns the first. It goes from the last instruction to the
// first: `needed` tells of each register whether the value that it has at that point is read
// later from memory; in the end, which operands are.
INLINE LOOP(step) *LOOP(prepare)(const descent_loop *loop, LOOP(step) *end, bool *needed) {
  memset(needed, 0, (size_t)loop->register_count);
  for (int32_t k = 0; k < loop->output_count; k++) needed[loop->outputs[k].reg] = true;
  for (int32_t k = 0; k < loop->reduction_count; k++) needed[loop->reductions[k].reg] = true;
  LOOP(step) *step = end;
  bool in_run = false;
  for (int32_t k = loop->instruction_count - 1; k >= 0; k--) {
    const descent_instruction *i = &loop->instructions[k];
    int sources = source_count(i->opcode);
    bool stored = needed[i->dst], follows = k > 0 && is_simple(i[-1].opcode);
    needed[i->dst] = false;
    if (!is_simple(i->opcode)) {
      *--step = (LOOP(step)){
        FUNCTION, (int32_t)i->opcode, .reg = {i->dst, i->a, sources > 1 ? i->b : 0}};
      needed[i->a] = true;
      if (sources > 1) needed[i->b] = true;
      continue;
    }
    if (!in_run) *--step = (LOOP(step)){.code = END_OF_RUN};
    if (stored) *--step = (LOOP(step)){STORE_LAST, .reg = {i->dst}};
    *--step = (LOOP(step)){.reg = {i->a, sources > 1 ? i->b : 0, sources > 2 ? i->c : 0}};
    source_place place[3] = {ABSENT, ABSENT, ABSENT};
    find_places(loop, i->opcode, follows ? i[-1].dst : -1, step->reg, place);
    step->code = PLACED(i->opcode, place[0], place[1], place[2]);
    for (int s = 0; s < sources; s++)
      if (place[s] == MEMORY) needed[step->reg[s]] = true;
    in_run = follows;
  }
  return step;
}

// Points the steps to the registers of a tile; places that they do not have are never used.
INLINE void LOOP(locate)(LOOP(step) *step, const LOOP(step) *end, T *const *reg) {
  for (; step < end; step++)
    for (int s = 0; s < 3; s++) step->place[s] = reg[step->reg[s]];
}
