//! Which data of a module only one part of it needs: texts and tables that no function and no other data outside names.
//!
//! The linker's map (`wasm-ld -Map`) says where each constant lies. A constant of a function's code that is an address within
//! it, or the end of it, names it; so do four bytes of other data. What names it by chance only keeps it where it is.

use std::collections::{HashMap, HashSet};
use walrus::ir::{Const, Load, Store, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, DataKind, LocalFunction, Module};

/// A run of addresses, and the part that it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub start: u32,
    pub end: u32,
    pub part: usize,
}

/// Bytes that a segment of its own costs; what is shorter stays.
const SEGMENT: u32 = 12;

/// A constant's addresses: from, and up to.
type Chunk = (u32, u32);

/// The constants in the linker's map, in order.
pub fn chunks(map: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for line in map.lines() {
        let mut fields = line.split_whitespace();
        let (Some(address), Some(_), Some(size), Some(what)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let is_constant = what.contains(":(.rodata") || what.contains(":(.data");
        if let (true, Ok(start), Ok(size)) =
            (is_constant, u32::from_str_radix(address, 16), u32::from_str_radix(size, 16))
        {
            chunks.push((start, start + size));
        }
    }
    chunks.sort();
    chunks
}

/// What goes to the parts. `owners`: the part of each function, by index; all others are the main module's. What several parts name goes
/// to the `core`, which is there before them, and without one stays.
pub fn moved(
    module: &Module,
    chunks: &[Chunk],
    owners: &HashMap<usize, usize>,
    core: Option<usize>,
) -> Vec<Moved> {
    // Of each constant the parts that name it; none stands for the main module.
    let mut users: Vec<HashSet<Option<usize>>> = vec![HashSet::new(); chunks.len()];
    for (id, function) in module.funcs.iter_local() {
        let owner = owners.get(&id.index()).copied();
        let addresses = addresses(function);
        let begun: HashSet<usize> = addresses.iter().filter_map(|address| within(chunks, *address)).collect();
        // The end of one constant is most often the beginning of the next: whoever means an end names the beginning, too.
        let ended = addresses.iter().filter_map(|address| {
            let is_end = |chunk: &usize| begun.contains(chunk) || within(chunks, *address).is_none();
            ended(chunks, *address).filter(is_end)
        });
        for &chunk in begun.iter().chain(&ended.collect::<Vec<_>>()) {
            users[chunk].insert(owner);
        }
    }
    for global in module.globals.iter() {
        if let walrus::GlobalKind::Local(ConstExpr::Value(Value::I32(address))) = global.kind {
            for chunk in within(chunks, address as u32).into_iter().chain(ended(chunks, address as u32)) {
                users[chunk].insert(None);
            }
        }
    }
    let mut pointers: Vec<HashSet<usize>> = Vec::new();
    for &(start, end) in chunks {
        let words = (start.next_multiple_of(4)..end.saturating_sub(3)).step_by(4);
        // A pointer in data is to a beginning.
        pointers.push(words.filter_map(|address| within(chunks, word(module, address))).collect());
    }
    // Data that is named by data is used by whoever uses that.
    loop {
        let mut changed = false;
        for (chunk, targets) in pointers.iter().enumerate() {
            let of = users[chunk].clone();
            for &target in targets {
                let before = users[target].len();
                users[target].extend(&of);
                changed |= users[target].len() > before;
            }
        }
        if !changed {
            break;
        }
    }
    let mut moved: Vec<Moved> = Vec::new();
    let mut last_stays = true;
    for (&(start, end), users) in chunks.iter().zip(&users) {
        let part = match (users.len(), users.iter().next(), core) {
            (1, Some(Some(part)), _) => *part,
            (2.., _, Some(core)) if !users.contains(&None) => core,
            _ => {
                last_stays = true;
                continue;
            }
        };
        match moved.last_mut() {
            Some(run) if !last_stays && run.part == part => run.end = end,
            _ => moved.push(Moved { start, end, part }),
        }
        last_stays = false;
    }
    moved.retain(|run| run.end - run.start >= SEGMENT);
    moved
}

/// The constant that an address is within.
fn within(chunks: &[Chunk], address: u32) -> Option<usize> {
    let after = chunks.partition_point(|(start, _)| *start <= address);
    after.checked_sub(1).filter(|chunk| address < chunks[*chunk].1)
}

/// The constant that ends at an address.
fn ended(chunks: &[Chunk], address: u32) -> Option<usize> {
    within(chunks, address.checked_sub(1)?)
}

/// All numbers of a function's code that can be addresses.
fn addresses(function: &LocalFunction) -> HashSet<u32> {
    struct Numbers(HashSet<u32>);
    impl Visitor<'_> for Numbers {
        fn visit_const(&mut self, constant: &Const) {
            if let Value::I32(number) = constant.value {
                self.0.insert(number as u32);
            }
        }
        fn visit_load(&mut self, load: &Load) {
            self.0.insert(load.arg.offset as u32);
        }
        fn visit_store(&mut self, store: &Store) {
            self.0.insert(store.arg.offset as u32);
        }
    }
    let mut numbers = Numbers(HashSet::new());
    dfs_in_order(&mut numbers, function, function.entry_block());
    numbers.0
}

/// Segments: where they begin, and their bytes.
fn segments(module: &Module) -> Vec<(u32, Vec<u8>)> {
    let mut segments = Vec::new();
    for data in module.data.iter() {
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = data.kind else {
            panic!("data that is not written as LLVM writes it");
        };
        segments.push((start as u32, data.value.clone()));
    }
    segments
}

fn word(module: &Module, address: u32) -> u32 {
    for data in module.data.iter() {
        if let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = data.kind
            && let Some(from) = address.checked_sub(start as u32)
            && let Some(bytes) = data.value.get(from as usize..from as usize + 4)
        {
            return u32::from_le_bytes(bytes.try_into().expect("four bytes"));
        }
    }
    0
}

/// Leaves a module only the data of the main module, or that of a part.
pub fn keep(module: &mut Module, moved: &[Moved], part: Option<usize>) {
    let memory = module.memories.iter().next().expect("a memory").id();
    let old = segments(module);
    for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        module.data.delete(data);
    }
    module.memories.get_mut(memory).data_segments.clear();
    for (start, bytes) in old {
        let end = start + bytes.len() as u32;
        let mut wanted = Vec::new();
        let mut here = start;
        for run in moved.iter().filter(|run| run.start < end && run.end > start) {
            if part.is_none() {
                wanted.push((here, run.start));
            } else if part == Some(run.part) {
                wanted.push((run.start.max(start), run.end.min(end)));
            }
            here = run.end.min(end);
        }
        if part.is_none() {
            wanted.push((here, end));
        }
        for (from, to) in wanted.into_iter().filter(|(from, to)| from < to) {
            let offset = ConstExpr::Value(Value::I32(from as i32));
            let value = bytes[(from - start) as usize..(to - start) as usize].to_vec();
            let data = module.data.add(DataKind::Active { memory, offset }, value);
            module.memories.get_mut(memory).data_segments.insert(data);
        }
    }
}
