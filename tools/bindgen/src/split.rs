//! Cuts modules off a wasm module: what a page does not need at first, or not for every campaign.
//!
//! A part is named by the Rust modules that are in it. All functions of these go there, and what only they call. They are
//! reached through the table of functions alone: a call of one from outside becomes an indirect call. So the main module
//! is whole without them, and a part fills its own places of the table when it is instantiated with the main module's
//! exports. A call of a function whose part is not there yet is a trap.
//!
//! One part may be all that certain exports do without: the core. What the exports reach is the main module, which is there first, and the core
//! has all other exports and imports. Every other part comes after it, and calls its functions as it calls the main module's.
//!
//! Memory is the main module's; data that only one part names comes with it (`data.rs`).

use crate::data::{self, Moved};
use std::collections::{HashMap, HashSet};
use walrus::ir::{
    Call, CallIndirect, Const, Instr, Value, Visitor, VisitorMut, dfs_in_order, dfs_pre_order_mut,
};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, GlobalKind, ImportKind,
    LocalFunction, Module, TableId,
};

/// A part's name, and the paths of its Rust modules, types and functions within the crate.
pub struct Part<'a> {
    pub name: &'a str,
    /// Parts without which it is never there: what only it and one of them reach is in that one.
    pub needs: Vec<&'a str>,
    pub modules: Vec<&'a str>,
    /// The core: the part of all that the main module's `exports` do without. Of the table that has also what they call through it, by
    /// Rust modules, types and functions.
    pub exports: Option<Vec<&'a str>>,
}

/// Instructions of a function that is little more than a constant.
const CONSTANT: u64 = 8;

/// By index in the original module: the part that a function is in.
type Owners = HashMap<usize, usize>;

/// The main module, and each part, in the order of `parts`. `map` is the linker's.
pub fn split(
    wasm: &[u8],
    map: &str,
    crate_name: &str,
    parts: &[Part],
) -> anyhow::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    let module = Module::from_buffer(wasm)?;
    let plan = Plan::new(&module, map, crate_name, parts);
    let main = plan.main(Module::from_buffer(wasm)?);
    let mut cut = Vec::new();
    for part in 0..parts.len() {
        cut.push(plan.part(Module::from_buffer(wasm)?, part));
    }
    Ok((main, cut))
}

struct Plan {
    owners: Owners,
    core: Option<usize>,
    /// The places of the table, and the function at each.
    table: Vec<(u32, usize)>,
    /// Of each function that is called through the table: a place of its.
    places: HashMap<usize, u32>,
    /// Functions that a part reaches through the table and others call directly.
    gates: HashSet<usize>,
    /// Functions of the main module that some part calls, and of the core that some other one does.
    shared: Vec<usize>,
    table_size: u64,
    moved: Vec<Moved>,
}

impl Plan {
    fn new(module: &Module, map: &str, crate_name: &str, parts: &[Part]) -> Plan {
        let mut table = table_of(module);
        let mut places: HashMap<usize, u32> =
            table.iter().map(|(place, function)| (*function, *place)).collect();
        let calls: HashMap<usize, Vec<usize>> =
            module.funcs.iter_local().map(|(id, function)| (id.index(), calls_of(function))).collect();
        let mut owners = Owners::new();
        for function in module.funcs.iter() {
            let name = function.name.as_deref().unwrap_or_default();
            let of = |part: &Part| part.modules.iter().any(|module| is_of(name, crate_name, module));
            // What is as short as a constant may be one for several parts: the compiler makes equal functions one.
            let is_long = matches!(&function.kind, FunctionKind::Local(local) if local.size() > CONSTANT);
            if let Some(part) = parts.iter().position(of).filter(|_| is_long) {
                owners.insert(function.id().index(), part);
            }
        }
        // What can be reached without a part stays; what only one part reaches goes along.
        let mut roots: Vec<usize> = places.keys().copied().collect();
        roots.extend(module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function.index()),
            _ => None,
        }));
        roots.extend(module.start.map(|start| start.index()));
        let kept = reached(roots, &calls, &|function| owners.contains_key(&function));
        let mut reaching: HashMap<usize, HashSet<usize>> = HashMap::new();
        for part in 0..parts.len() {
            let own = owners.iter().filter(|(_, of)| **of == part).map(|(function, _)| *function).collect();
            let is_elses =
                |function| kept.contains(&function) || owners.get(&function).is_some_and(|of| *of != part);
            for function in reached(own, &calls, &is_elses) {
                reaching.entry(function).or_default().insert(part);
            }
        }
        for (function, by) in &reaching {
            let is_there = |part: &&usize| {
                by.iter().all(|other| other == *part || parts[*other].needs.contains(&parts[**part].name))
            };
            if let Some(part) = by.iter().find(is_there) {
                owners.insert(*function, *part);
            }
        }

        // The glue is the main module's, or the core's, and nobody else's.
        for function in
            module.funcs.iter().filter(|function| matches!(function.kind, FunctionKind::Import(_)))
        {
            owners.remove(&function.id().index());
        }

        let core = parts.iter().position(|part| part.exports.is_some());
        if let Some(core) = core {
            let wanted = parts[core].exports.as_deref().unwrap_or_default();
            let exported = module.exports.iter().filter_map(|export| match export.item {
                ExportItem::Function(function) => wanted.contains(&&*export.name).then(|| function.index()),
                _ => None,
            });
            let called = table.iter().map(|(_, function)| *function).filter(|function| {
                let function = module.funcs.get(function_at(module, *function));
                let name = function.name.as_deref().unwrap_or_default();
                wanted.iter().any(|root| is_of(name, crate_name, root))
            });
            let roots = exported.chain(called).collect();
            let stays = reached(roots, &calls, &|function| owners.contains_key(&function));
            for function in module.funcs.iter().map(|function| function.id().index()) {
                if !stays.contains(&function) {
                    owners.entry(function).or_insert(core);
                }
            }
        }

        let (mut gates, mut shared) = (HashSet::new(), HashSet::new());
        for (caller, called) in &calls {
            for function in called {
                match (owners.get(caller), owners.get(function)) {
                    (from, to) if from == to => {}
                    (Some(_), to) if to.is_none_or(|to| Some(*to) == core) => _ = shared.insert(*function),
                    _ => _ = gates.insert(*function),
                }
            }
        }
        let mut table_size = module.tables.iter().next().map_or(0, |table| table.initial);
        let mut in_order: Vec<usize> = gates.iter().copied().collect();
        in_order.sort();
        for gate in in_order {
            places.entry(gate).or_insert_with(|| {
                table.push((table_size as u32, gate));
                table_size += 1;
                table_size as u32 - 1
            });
        }
        let mut shared: Vec<usize> = shared.into_iter().collect();
        shared.sort();
        let moved = data::moved(module, &data::chunks(map), &owners, core);
        Plan { moved, owners, core, table, places, gates, shared, table_size }
    }

    fn main(&self, mut module: Module) -> Vec<u8> {
        self.reach_gates(&mut module, None);
        let table = self.widen(&mut module);
        self.fill(&mut module, table, None);
        data::keep(&mut module, &self.moved, None);
        self.export(&mut module, table, None);
        module.exports.add("$T", table);
        for memory in module.memories.iter().map(|memory| memory.id()).collect::<Vec<_>>() {
            module.exports.add("$M", memory);
        }
        for (number, global) in stack_pointers(&module).into_iter().enumerate() {
            module.exports.add(&format!("$G{number}"), global);
        }
        walrus::passes::gc::run(&mut module);
        module.emit_wasm()
    }

    fn part(&self, mut module: Module, part: usize) -> Vec<u8> {
        self.reach_gates(&mut module, Some(part));
        let table = self.widen(&mut module);
        module.start = None;
        data::keep(&mut module, &self.moved, Some(part));
        self.export(&mut module, table, Some(part));
        // What is the main module's, or the core's, comes from there.
        for (number, function) in self.shared.iter().enumerate() {
            if self.owners.get(function) == Some(&part) {
                continue;
            }
            let id = function_at(&module, *function);
            let ty = module.funcs.get(id).ty();
            let import = module.imports.add("", &shared_name(number), ImportKind::Function(id));
            if let FunctionKind::Import(known) = &module.funcs.get(id).kind {
                module.imports.delete(known.import);
            }
            module.funcs.get_mut(id).kind = FunctionKind::Import(walrus::ImportedFunction { import, ty });
        }
        for (number, global) in stack_pointers(&module).into_iter().enumerate() {
            let import = module.imports.add("", &format!("$G{number}"), ImportKind::Global(global));
            module.globals.get_mut(global).kind = GlobalKind::Import(import);
        }
        for memory in module.memories.iter().map(|memory| memory.id()).collect::<Vec<_>>() {
            let import = module.imports.add("", "$M", ImportKind::Memory(memory));
            module.memories.get_mut(memory).import = Some(import);
        }
        let import = module.imports.add("", "$T", ImportKind::Table(table));
        module.tables.get_mut(table).import = Some(import);
        if self.core != Some(part) {
            for (number, table) in other_tables(&module, table).into_iter().enumerate() {
                let import = module.imports.add("", &format!("$E{number}"), ImportKind::Table(table));
                module.tables.get_mut(table).import = Some(import);
            }
        }
        self.fill(&mut module, table, Some(part));
        walrus::passes::gc::run(&mut module);
        module.emit_wasm()
    }

    /// Leaves a module the exports that are its own, and adds what others call of it.
    fn export(&self, module: &mut Module, functions: TableId, part: Option<usize>) {
        let holds_the_rest = part == self.core;
        let is_own = |item: &ExportItem| match item {
            ExportItem::Function(function) => self.owners.get(&function.index()).copied() == part,
            ExportItem::Table(table) => *table != functions && holds_the_rest,
            _ => part.is_none(),
        };
        let others: Vec<_> =
            module.exports.iter().filter(|export| !is_own(&export.item)).map(|export| export.id()).collect();
        for export in others {
            module.exports.delete(export);
        }
        for (number, function) in self.shared.iter().enumerate() {
            if self.owners.get(function).copied() == part {
                let id = function_at(module, *function);
                module.exports.add(&shared_name(number), id);
            }
        }
        if holds_the_rest {
            for (number, table) in other_tables(module, functions).into_iter().enumerate() {
                module.exports.add(&format!("$E{number}"), table);
            }
        }
    }

    /// Calls of other parts' functions go through the table.
    fn reach_gates(&self, module: &mut Module, part: Option<usize>) {
        let table = module.tables.iter().next().expect("a table of functions").id();
        let mut types = HashMap::new();
        for gate in &self.gates {
            types.insert(*gate, module.funcs.get(function_at(module, *gate)).ty());
        }
        for (id, function) in module.funcs.iter_local_mut() {
            if self.owners.get(&id.index()).copied() != part {
                continue;
            }
            let mut rewrite = Rewrite { plan: self, part, table, types: &types };
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut rewrite, function, entry);
        }
    }

    /// Gives the table room for the gates.
    fn widen(&self, module: &mut Module) -> TableId {
        let table = module.tables.iter_mut().next().expect("a table of functions");
        table.initial = self.table_size;
        table.maximum = table.maximum.map(|most| most.max(self.table_size));
        table.id()
    }

    /// Fills the table's places of the main module's functions, or of a part's.
    fn fill(&self, module: &mut Module, table: TableId, part: Option<usize>) {
        let old: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
        for element in old {
            module.elements.delete(element);
        }
        module.tables.get_mut(table).elem_segments.clear();
        let mut places = self.table.clone();
        places.retain(|(_, function)| self.owners.get(function).copied() == part);
        places.sort();
        let mut runs: Vec<(u32, Vec<FunctionId>)> = Vec::new();
        for (place, function) in places {
            let id = function_at(module, function);
            match runs.last_mut() {
                Some((start, run)) if *start + run.len() as u32 == place => run.push(id),
                _ => runs.push((place, vec![id])),
            }
        }
        for (start, run) in runs {
            let offset = ConstExpr::Value(Value::I32(start as i32));
            let element =
                module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(run));
            module.tables.get_mut(table).elem_segments.insert(element);
        }
    }
}

/// The places of the table, and the function at each.
fn table_of(module: &Module) -> Vec<(u32, usize)> {
    let mut places = Vec::new();
    for element in module.elements.iter() {
        let (
            ElementKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. },
            ElementItems::Functions(functions),
        ) = (&element.kind, &element.items)
        else {
            panic!("a segment of the table that is not written as LLVM writes them");
        };
        places.extend((*start as u32..).zip(functions.iter().map(|function| function.index())));
    }
    places
}

/// Whether a function is of a Rust module, or is the function itself that is named. What drops a value, or is made for a type of another crate, is not.
fn is_of(name: &str, crate_name: &str, module: &str) -> bool {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    let mut plain = String::new();
    let mut depth = 0;
    // Without the crate's hash, `[0123…]`.
    for letter in name.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let path = plain.trim_start_matches(['<', '&']);
    let Some(path) = path.strip_prefix(crate_name).and_then(|path| path.strip_prefix("::")) else {
        return false;
    };
    // A method, `Type>::name`, is named as a function is, `Type::name`.
    let path = path.replacen(">::", "::", 1);
    path.strip_prefix(module)
        .is_some_and(|rest| rest.is_empty() || ["::", ">", " as "].iter().any(|next| rest.starts_with(next)))
}

fn calls_of(function: &LocalFunction) -> Vec<usize> {
    struct Called(Vec<usize>);
    impl Visitor<'_> for Called {
        fn visit_function_id(&mut self, function: &FunctionId) {
            self.0.push(function.index());
        }
    }
    let mut called = Called(Vec::new());
    dfs_in_order(&mut called, function, function.entry_block());
    called.0
}

fn reached(
    roots: Vec<usize>,
    calls: &HashMap<usize, Vec<usize>>,
    is_cut: &dyn Fn(usize) -> bool,
) -> HashSet<usize> {
    let (mut seen, mut waiting) = (HashSet::new(), roots);
    while let Some(function) = waiting.pop() {
        if !is_cut(function) && seen.insert(function) {
            waiting.extend(calls.get(&function).into_iter().flatten());
        }
    }
    seen
}

struct Rewrite<'a> {
    plan: &'a Plan,
    part: Option<usize>,
    table: TableId,
    types: &'a HashMap<usize, walrus::TypeId>,
}

impl VisitorMut for Rewrite<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut walrus::ir::InstrSeq) {
        let mut instructions = Vec::with_capacity(sequence.instrs.len());
        for (instruction, place) in sequence.instrs.drain(..) {
            match instruction {
                Instr::Call(Call { func }) if self.is_outside(func) => {
                    let to = self.plan.places[&func.index()] as i32;
                    instructions.push((Instr::Const(Const { value: Value::I32(to) }), place));
                    let ty = self.types[&func.index()];
                    instructions.push((Instr::CallIndirect(CallIndirect { ty, table: self.table }), place));
                }
                other => instructions.push((other, place)),
            }
        }
        sequence.instrs = instructions;
    }
}

impl Rewrite<'_> {
    /// Of another part; the main module's functions are there for every part, and the core's for every other one.
    fn is_outside(&self, function: FunctionId) -> bool {
        let owner = self.plan.owners.get(&function.index()).copied();
        owner.is_some() && owner != self.part && !(owner == self.plan.core && self.part.is_some())
    }
}

fn function_at(module: &Module, index: usize) -> FunctionId {
    module
        .funcs
        .iter()
        .find(|function| function.id().index() == index)
        .expect("a function of the module")
        .id()
}

/// The tables of what is JavaScript's.
fn other_tables(module: &Module, functions: TableId) -> Vec<TableId> {
    module.tables.iter().map(|table| table.id()).filter(|table| *table != functions).collect()
}

/// The globals that functions change: LLVM's stack pointer.
fn stack_pointers(module: &Module) -> Vec<walrus::GlobalId> {
    module.globals.iter().filter(|global| global.mutable).map(|global| global.id()).collect()
}

fn shared_name(number: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut name = String::from("$");
    let mut rest = number;
    loop {
        name.push(char::from(DIGITS[rest % 36]));
        rest /= 36;
        if rest == 0 {
            return name;
        }
    }
}
